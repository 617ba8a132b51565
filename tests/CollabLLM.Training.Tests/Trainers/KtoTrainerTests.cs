using System.Text.Json.Nodes;
using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Tests.Files;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Training.Tests.Trainers;

public sealed class KtoTrainerTests : IDisposable
{
    private static readonly IReadOnlyList<LabelledReply> Learnt = LabelledReply.Of(Pairs.Make(8));
    private static readonly IReadOnlyList<LabelledReply> HeldOut = LabelledReply.Of(Pairs.Make(3, 50));
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_that_was_killed_ends_with_the_bits_of_one_that_never_stopped(bool adapter)
    {
        var runs = Runs() with { Adapter = adapter };
        var whole = runs.Run("whole");
        Assert.Throws<TinyRun.KilledException>(() => runs.Run("killed", 6));
        var killed = runs.Run("killed");
        Assert.Equal(whole.Weights, killed.Weights);
        Assert.Equal(whole.Metrics, killed.Metrics);
    }

    [Fact]
    public void Wanted_replies_gain_on_unwanted_ones()
    {
        var ended = (Runs() with { Options = new() { Batch = 16, Together = 6 }, Loop = new() { Steps = 30, EvaluateEvery = 10, Rate = new() { Peak = 5e-3 } } }).Run("run");
        var (first, last) = (JsonNode.Parse(ended.Metrics[0])!, JsonNode.Parse(ended.Metrics[^1])!);
        Assert.Equal(0.5, (double)first["loss"]!, 1e-4);
        Assert.Equal(0, Value(first, MetricNames.Kl), 1e-4);
        Assert.True(Value(last, MetricNames.Margin) > 0.2, last.ToJsonString());
        Assert.True(Value(last, MetricNames.ChosenReward) > 0 && Value(last, MetricNames.RejectedReward) < 0, last.ToJsonString());
        Assert.NotNull(last["evaluationValues"]![MetricNames.Margin]);
    }

    [Fact]
    public void The_number_of_passes_of_a_step_changes_nothing_but_rounding()
    {
        var (expected, actual) = (Run(8), Run(3));
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 2e-4);

        double[] Run(int passes) =>
        [
            .. (Runs() with { Options = new() { Batch = 8, Together = passes }, Loop = new() { Steps = 4, Rate = new() { Peak = 1e-3 } } })
                .Run($"passes-{passes}").Metrics.Select(m => JsonNode.Parse(m)).SelectMany(m => new[] { (double)m!["loss"]!, (double)m["gradientNorm"]!, Value(m, MetricNames.Kl) }),
        ];
    }

    [Fact]
    public void Strange_replies_come_from_the_next_document_with_another_prompt_that_fits()
    {
        TrainingDocument[] documents =
        [
            Pairs.Document(1, [3, 4], [5]), Pairs.Document(2, [3, 4], [6, 7]), Pairs.Document(3, [8], [9, 10, 11]), Pairs.Document(4, [12, 13], [14]),
        ];
        var strange = StrangeReplies.Of(documents, 4);
        Assert.Equal([[3, 4, 14], [3, 4, 14], [8, 14], [12, 13, 5]], strange.Select(s => s!.Tokens));
        Assert.Equal([0, 0, 1], strange[0]!.Weights);
        Assert.Equal([1, 2, 3, 4], strange.Select(s => s!.Row));
        Assert.All(StrangeReplies.Of(documents[..2], 100), Assert.Null);
    }

    [Fact]
    public void What_cannot_be_learnt_is_refused()
    {
        using var policy = Torch.Load(Runs().Model);
        Refused([.. Learnt.Where(r => r.Wanted)], "wanted and unwanted replies");
        Refused([.. Learnt.Where(r => !r.Wanted)], "wanted and unwanted replies");
        Refused([.. Learnt.Take(2)], "two prompts");

        void Refused(LabelledReply[] replies, string problem) =>
            Assert.Contains(problem, Assert.Throws<TrainingException>(() => new KtoTrainer(policy, replies, new(), new(), [])).Message, StringComparison.Ordinal);
    }

    private static double Value(JsonNode metrics, string name) => (double)metrics["values"]![name]!;

    private TinyRun Runs() => new(_folder) { Objective = (run, policy) => new KtoTrainer(policy, Learnt, run.Options, new(), HeldOut).Objective };
}
