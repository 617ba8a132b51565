using System.Text.Json.Nodes;
using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Tests.Files;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Training.Tests.Trainers;

public sealed class TrainingRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, 1, 0)]
    [InlineData(false, 4, 0.9)]
    [InlineData(true, 5, 0.9)]
    [InlineData(true, 11, 0)]
    public void A_run_that_was_killed_ends_with_the_bits_of_one_that_never_stopped(bool adapter, int killAfter, double average)
    {
        var runs = new TinyRun(_folder) { Adapter = adapter, Average = average };
        var whole = runs.Run("whole");
        Assert.Throws<TinyRun.KilledException>(() => runs.Run("killed", killAfter));
        // What a process that dies while it writes leaves behind.
        File.AppendAllText(runs.MetricsPath("killed"), """{"step":99""");
        File.WriteAllText(Path.Combine(_folder.Path, "killed", "step-0000000099.checkpoint.part"), "half");
        var killed = runs.Run("killed");
        Assert.Equal(whole.Weights, killed.Weights);
        Assert.Equal(whole.Metrics, killed.Metrics);
        Assert.Equal(whole.State, killed.State);
        Assert.Equal(12, whole.Metrics.Length);
    }

    [Fact]
    public void A_run_that_is_killed_again_and_again_comes_to_the_same_end()
    {
        var runs = new TinyRun(_folder) { Adapter = true };
        for (var step = 2; step < 12; step += 3) Assert.Throws<TinyRun.KilledException>(() => runs.Run("killed", step));
        Assert.Equal(runs.Run("whole").Weights, runs.Run("killed").Weights);
    }

    [Fact]
    public void What_is_evaluated_is_the_mean_that_the_run_ends_with()
    {
        var (plain, mean) = (new TinyRun(_folder).Run("plain"), new TinyRun(_folder) { Average = 0.9 }.Run("mean"));
        // The mean changes nothing of what is learnt on the way, and is another model at the end.
        Assert.Equal(Losses(plain), Losses(mean));
        Assert.NotEqual(plain.Weights, mean.Weights);
        Assert.Equal((double)JsonNode.Parse(mean.Metrics[^1])!["evaluation"]!, mean.Evaluation);

        static IEnumerable<double> Losses(TinyRun.Ended run) => run.Metrics.Select(m => (double)JsonNode.Parse(m)!["loss"]!);
    }

    [Fact]
    public void A_damaged_checkpoint_is_passed_over_and_the_two_newest_are_kept()
    {
        var runs = new TinyRun(_folder);
        var whole = runs.Run("run");
        Assert.Equal(["step-0000000008.checkpoint", "step-0000000012.checkpoint"], runs.Checkpoints("run"));
        Damage("step-0000000012.checkpoint");
        Assert.Equal(whole.Weights, runs.Run("run").Weights);
        Assert.Equal(whole.Metrics, TinyRun.Metrics(runs.MetricsPath("run")));
        Damage("step-0000000008.checkpoint");
        Damage("step-0000000012.checkpoint");
        Assert.Contains("No checkpoint", Assert.Throws<TrainingException>(() => runs.Run("run")).Message, StringComparison.Ordinal);

        void Damage(string name)
        {
            var path = Path.Combine(_folder.Path, "run", name);
            var bytes = File.ReadAllBytes(path);
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(path, bytes);
        }
    }

    [Fact]
    public void A_folder_is_gone_on_with_only_under_its_own_settings()
    {
        new TinyRun(_folder).Run("run");
        Refused(new(_folder) { Options = new() { Batch = 4, Together = 2, Window = 2, Seed = 4 } }, "another seed (3 there, 4 here)");
        Refused(new(_folder) { Options = new() { Batch = 4, Together = 2, Window = 2, Seed = 3, Checkpointing = true } }, "windows of 2, recomputed here");
        Refused(new(_folder) { Adapter = true }, "another model");
        Refused(new(_folder) { Documents = [TinyRun.Document(1)] }, "another data");
        Refused(new(_folder) { Loop = new() { Steps = 13, EvaluateEvery = 3 } }, "another length");

        static void Refused(TinyRun other, string problem) => Assert.Contains(problem, Assert.Throws<TrainingException>(() => other.Run("run")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_do_not_train_in_one_folder()
    {
        using var first = new TrainingRun(Path.Combine(_folder.Path, "run"));
        Assert.Contains("another process", Assert.Throws<TrainingException>(() => new TinyRun(_folder).Run("run")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_run_keeps_its_last_step()
    {
        var runs = new TinyRun(_folder);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => runs.Run("run", stop: stop.Token));
        Assert.Equal(["step-0000000000.checkpoint"], runs.Checkpoints("run"));
        Assert.Equal(runs.Run("whole").Weights, runs.Run("run").Weights);
    }

    [Fact]
    public void A_loss_that_is_no_number_names_its_rows_and_writes_nothing()
    {
        var bad = TinyRun.Document(7);
        bad.Weights[2] = float.PositiveInfinity;
        var runs = new TinyRun(_folder)
        {
            Documents = [.. Enumerable.Range(1, 12).Select(i => i == 7 ? bad : TinyRun.Document(i))],
            Options = new() { Batch = 1, Together = 1, Window = 1 },
            Loop = new() { Steps = 12, SaveEvery = 1 },
        };
        Assert.Contains("from the rows 7 of", Assert.Throws<TrainingException>(() => runs.Run("run")).Message, StringComparison.Ordinal);
        var metrics = TinyRun.Metrics(runs.MetricsPath("run"));
        Assert.InRange(metrics.Length, 0, 11);
        Assert.Equal(Math.Min(2, metrics.Length), runs.Checkpoints("run").Length);
        if (metrics.Length > 0) Assert.Equal($"step-{metrics.Length:D10}.checkpoint", runs.Checkpoints("run")[^1]);
    }

    [Fact]
    public void A_run_that_gets_no_better_ends_early_and_goes_back_to_its_best()
    {
        var runs = new TinyRun(_folder) { Average = 0.5, Loop = new() { Steps = 400, EvaluateEvery = 2, Patience = 3, Rate = new() { Peak = 2e-2 } } };
        var ended = runs.Run("run");
        Assert.InRange(ended.State.Step, 8, 200);
        var evaluations = ended.Metrics.Select(m => JsonNode.Parse(m)!["evaluation"]).OfType<JsonNode>().Select(e => (double)e).ToArray();
        Assert.Equal(evaluations.Min(), ended.Evaluation);
        Assert.Equal(evaluations.Length - 4, Array.IndexOf(evaluations, evaluations.Min()));
        Assert.Equal(ended.Weights, runs.Run("run").Weights);
    }

    [Fact]
    public void A_run_ends_after_its_tokens_and_leaves_no_tensor_behind()
    {
        var runs = new TinyRun(_folder) { Loop = new() { Tokens = 200 }, Evaluation = [] };
        runs.Run("warm");
        var live = Torch.Live;
        var ended = runs.Run("run");
        Assert.Equal(live, Torch.Live);
        var last = (long)JsonNode.Parse(ended.Metrics[^1])!["tokens"]!;
        Assert.True(last >= 200 && (long)JsonNode.Parse(ended.Metrics[^2])!["tokens"]! < 200);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_number_of_passes_of_a_step_changes_nothing_but_rounding(int together)
    {
        var expected = Losses(4, false);
        var actual = Losses(together, true);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-4);

        double[] Losses(int passes, bool checkpointing) =>
        [
            .. new TinyRun(_folder) { Options = new() { Batch = 4, Together = passes, Window = 2, Checkpointing = checkpointing }, Loop = new() { Steps = 4, Rate = new() { Peak = 1e-3 } } }
                .Run($"passes-{passes}").Metrics.Select(m => (double)JsonNode.Parse(m)!["loss"]!),
        ];
    }
}
