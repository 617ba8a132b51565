using System.Globalization;
using CollabLLM.Cli.Runs;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Cli.Training;

/// <summary>Shows on stderr how far a training run is: a bar where somebody watches, else a line now and then, with loss, speed and the time left.</summary>
/// <param name="preparing">What is done before the first step, whose share is reported as a number.</param>
internal sealed class TrainingView(CommandOutput output, TimeProvider time, string preparing = "what the model says before it learns") : IProgress<StepMetrics>, IProgress<double>
{
    private static readonly string[] Shown = [MetricNames.Margin, MetricNames.Accuracy, MetricNames.Reward, MetricNames.Kl];

    private long _started;
    private double _from;
    private double _prepared;
    private volatile StepMetrics? _last;
    private volatile StepMetrics? _evaluated;

    public void Report(StepMetrics value)
    {
        // What an earlier life of the run has done is no speed of this one.
        if (_last is null) (_from, _started) = (value.Share, time.GetTimestamp());
        if (value.Evaluation is not null) _evaluated = value;
        _last = value;
        Volatile.Write(ref _prepared, 0);
    }

    /// <param name="value">How much is done of what comes before the first step, or of what the next one draws, from 0 to 1.</param>
    public void Report(double value) => Volatile.Write(ref _prepared, value);

    public T Show<T>(Func<T> work) => new ProgressLine(output, time).Show("training", Now, work);

    private (double Share, string Line)? Now() =>
        _last is { } last ? (last.Share, Line(last))
        : Volatile.Read(ref _prepared) is > 0 and var prepared ? (prepared, string.Create(CultureInfo.InvariantCulture, $"{preparing}, {prepared:P0}"))
        : null;

    private string Line(StepMetrics last)
    {
        var evaluation = _evaluated is { } found ? Evaluated(found) : "";
        var drawing = Volatile.Read(ref _prepared) is > 0 and < 1 and var drawn ? string.Create(CultureInfo.InvariantCulture, $", the next drawn to {drawn:P0}") : "";
        var values = last.Values is { } measured ? string.Concat(Shown.Where(measured.ContainsKey).Select(n => string.Create(CultureInfo.InvariantCulture, $", {n} {measured[n]:0.000}"))) : "";
        var left = last.Share > _from ? $", {Sentences.Duration(time.GetElapsedTime(_started) * ((1 - last.Share) / (last.Share - _from)))} left" : "";
        return string.Create(CultureInfo.InvariantCulture, $"step {last.Step}, loss {last.Loss:0.0000}{values}{evaluation}, {last.Tokens} tokens ({last.TokensPerSecond:0}/s), {last.Share:P0}{left}{drawing}");
    }

    /// <summary>Online runs are evaluated by the reward, whose loss is nothing to show.</summary>
    private static string Evaluated(StepMetrics metrics) => metrics.EvaluationValues is { } values && values.TryGetValue(MetricNames.Reward, out var reward)
        ? string.Create(CultureInfo.InvariantCulture, $", evaluated reward {reward:0.000}")
        : string.Create(CultureInfo.InvariantCulture, $", evaluated {metrics.Evaluation:0.0000}");
}
