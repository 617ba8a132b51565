using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Losses;
using CollabLLM.Training.Reports;
using CollabLLM.Training.Tests.Trainers;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Training.Tests.Reports;

public sealed class TrainingReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_run_leaves_a_report_with_its_curves_and_settings()
    {
        new TinyRun(_folder) { Objective = (run, policy) => new PreferenceTrainer(policy, Pairs.Make(10), run.Options, new PreferenceOptions(), Pairs.Make(3, 50)).Objective }.Run("run");
        var report = File.ReadAllText(Path.Combine(_folder.Path, "run", "report.html"));
        foreach (var title in (string[])["Loss", "Margin", "Accuracy", "Rewards", "Learning rate", "Norm of the gradients", "Speed"]) Assert.Contains($"<h3>{title}</h3>", report, StringComparison.Ordinal);
        Assert.Contains("12 steps over", report, StringComparison.Ordinal);
        Assert.Contains("the best of 4 evaluations", report, StringComparison.Ordinal);
        Assert.Contains("<td>preference loss</td><td>beta 0.1, label smoothing 0, over whole replies</td>", report, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder.Path, "run", "report.html.part")));
    }

    [Fact]
    public void A_cancelled_run_leaves_one_too()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => new TinyRun(_folder).Run("run", stop: stop.Token));
        Assert.Contains("No step has been taken yet.", File.ReadAllText(Path.Combine(_folder.Path, "run", "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void Long_runs_are_shown_by_means_of_a_few_steps()
    {
        StepMetrics[] steps = [.. Enumerable.Range(1, 1000).Select(i => new StepMetrics(i, i * 10, i % 2, 1e-3, 1, 100, null, 0))];
        var page = TrainingReport.Of("Run", steps, new Dictionary<string, string>()).ToString();
        Assert.Contains("mean of 5 steps", page, StringComparison.Ordinal);
        Assert.Contains("<td>1,000</td><td>0.4</td><td>0</td><td>1</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Metrics_are_read_back_up_to_a_line_that_is_being_written()
    {
        var path = Path.Combine(_folder.Path, "metrics.jsonl");
        File.WriteAllText(path, """{"step":1,"tokens":5,"loss":0.5,"rate":1,"gradientNorm":2,"tokensPerSecond":3,"evaluation":0.25,"values":{"margin":0.125}}""" + "\n" + """{"step":2""");
        var step = Assert.Single(MetricsLog.Read(path));
        Assert.Equal((1, 5, 0.5, 0.25, 0.125), (step.Step, step.Tokens, step.Loss, step.Evaluation, step.Values![MetricNames.Margin]));
        File.AppendAllText(path, "\n");
        Assert.Contains("metrics.jsonl, line 2", Assert.Throws<TrainingException>(() => MetricsLog.Read(path)).Message, StringComparison.Ordinal);
    }
}
