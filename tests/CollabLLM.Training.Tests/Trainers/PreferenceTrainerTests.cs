using System.Text.Json.Nodes;
using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Adapters;
using CollabLLM.Training.Losses;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Tests.Files;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Training.Tests.Trainers;

public sealed class PreferenceTrainerTests : IDisposable
{
    private static readonly PreferencePair[] Learnt = Pairs.Make(10);
    private static readonly PreferencePair[] HeldOut = Pairs.Make(3, 50);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, 5)]
    [InlineData(true, 1)]
    [InlineData(true, 8)]
    public void A_run_that_was_killed_ends_with_the_bits_of_one_that_never_stopped(bool adapter, int killAfter)
    {
        var runs = Runs() with { Adapter = adapter };
        var whole = runs.Run("whole");
        Assert.Throws<TinyRun.KilledException>(() => runs.Run("killed", killAfter));
        var killed = runs.Run("killed");
        Assert.Equal(whole.Weights, killed.Weights);
        Assert.Equal(whole.Metrics, killed.Metrics);
        Assert.Equal(whole.State, killed.State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Learning_begins_at_the_reference_and_raises_the_margin(bool adapter)
    {
        var ended = (Runs() with { Adapter = adapter, Loop = new() { Steps = 30, EvaluateEvery = 10, Rate = new() { Peak = 5e-3 } } }).Run("run");
        var (first, last) = (JsonNode.Parse(ended.Metrics[0])!, JsonNode.Parse(ended.Metrics[^1])!);
        Assert.Equal(Math.Log(2), (double)first["loss"]!, 1e-4);
        Assert.Equal(0, Value(first, MetricNames.Margin), 1e-4);
        Assert.True(Value(last, MetricNames.Margin) > 0.2, last.ToJsonString());
        Assert.Equal(1, Value(last, MetricNames.Accuracy));
        Assert.Equal(Value(last, MetricNames.ChosenReward) - Value(last, MetricNames.RejectedReward), Value(last, MetricNames.Margin), 1e-6);
        Assert.True((double)last["loss"]! < Math.Log(2));
        Assert.NotNull(last["evaluationValues"]![MetricNames.Margin]);
        Assert.Null(first["evaluationValues"]);
    }

    /// <summary>The rewards of held-out pairs after training, computed from the logits of two separate policies.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rewards_are_counted_from_the_weights_at_the_beginning(bool adapter)
    {
        EvaluationOutcome? evaluated = null;
        double expected = 0, loss = 0;
        var runs = Runs();
        (runs with
        {
            Adapter = adapter,
            Objective = (run, policy) =>
            {
                var objective = Objective(run, policy, new() { Beta = 0.3, LabelSmoothing = 0.1 });
                return objective with { Evaluate = () => Compared(policy, objective.Evaluate!()) };
            },
        }).Run("run");
        Assert.Equal(expected, evaluated!.Values![MetricNames.Margin], 1e-4);
        Assert.Equal(loss, evaluated.Loss, 1e-4);
        Assert.True(Math.Abs(expected) > 1e-3);

        EvaluationOutcome Compared(Policy policy, EvaluationOutcome outcome)
        {
            using var start = Torch.Load(runs.Model);
            double[] margins = [.. HeldOut.Select(p => 0.3 * (Likelihood(policy, p.Chosen) - Likelihood(start, p.Chosen) - Likelihood(policy, p.Rejected) + Likelihood(start, p.Rejected)))];
            expected = margins.Average();
            loss = margins.Average(m => (0.9 * Math.Log(1 + Math.Exp(-m))) + (0.1 * Math.Log(1 + Math.Exp(m))));
            return evaluated = outcome;
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, true)]
    public void The_number_of_passes_of_a_step_changes_nothing_but_rounding(int together, bool checkpointing)
    {
        var (expected, actual) = (Run(4, false), Run(together, checkpointing));
        for (var i = 0; i < expected.Length; i++)
        {
            for (var j = 0; j < expected[i].Length; j++) Assert.Equal(expected[i][j], actual[i][j], 2e-4);
        }

        double[][] Run(int passes, bool recompute) =>
        [
            .. (Runs() with { Options = new() { Batch = 4, Together = passes, Window = 2, Checkpointing = recompute }, Loop = new() { Steps = 4, Rate = new() { Peak = 1e-3 } } })
                .Run($"passes-{passes}").Metrics.Select(m => JsonNode.Parse(m))
                .Select(m => new[] { (double)m!["loss"]!, (double)m["gradientNorm"]!, Value(m, MetricNames.Margin), Value(m, MetricNames.ChosenReward) }),
        ];
    }

    [Fact]
    public void Rewards_per_token_are_those_of_whole_replies_by_their_lengths()
    {
        PreferencePair[] even = [.. Learnt.Where(p => p.Chosen.Places.Count() == 3 && p.Rejected.Places.Count() == 3)];
        Assert.NotEmpty(even);
        using var policy = Torch.Load(Runs().Model);
        LoraAdapters.Add(policy, new() { Rank = 2 }, 1);
        Some.Change(policy);
        var whole = new PreferenceTrainer(policy, Learnt, new(), new() { Beta = 0.1 }, even).Objective.Evaluate!();
        var each = new PreferenceTrainer(policy, Learnt, new(), new() { Beta = 0.3, PerToken = true }, even).Objective.Evaluate!();
        Assert.Equal(whole.Loss, each.Loss, 1e-5);
        Assert.NotEqual(Math.Log(2), each.Loss, 1e-3);
    }

    [Fact]
    public void A_run_leaves_no_tensor_behind()
    {
        Runs().Run("warm");
        var live = Torch.Live;
        Runs().Run("run");
        Assert.Equal(live, Torch.Live);
    }

    [Fact]
    public void What_cannot_be_learnt_is_refused_before_the_reference_is_computed()
    {
        using var policy = Torch.Load(Runs().Model);
        Refused([], "no pair");
        Refused([Pairs.One(1), Pairs.One(2) with { Rejected = Pairs.Document(2, TinyFile.Tokens(100, 1), TinyFile.Tokens(29, 2)) }], "Row 2 is 129 tokens long with its prompt; the model reads 128 at most");
        Refused([Pairs.One(3) with { Chosen = Pairs.Document(3, [5], [259]) }], "Row 3 holds the token 259, which the model's vocabulary of 259");
        Refused([Pairs.One(4) with { Chosen = Pairs.Document(4, [5, 6], []) }], "Row 4 holds no token of a reply");
        Refused([Pairs.One(5) with { Chosen = Pairs.One(5).Rejected }], "In row 5 the rejected reply is the same");
        Assert.Throws<TrainingException>(() => new PreferenceTrainer(policy, Learnt, new() { Together = 0 }, new(), []));
        Assert.Throws<TrainingException>(() => new PreferenceTrainer(policy, Learnt, new(), new() { Beta = 0 }, []));

        void Refused(PreferencePair[] pairs, string problem) => Assert.Contains(
            problem,
            Assert.Throws<TrainingException>(() => new PreferenceTrainer(policy, pairs, new(), new(), [], new Unexpected())).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_reference_leaves_the_adapter_as_it_was_and_can_be_cancelled()
    {
        using var policy = Torch.Load(Runs().Model);
        LoraAdapters.Add(policy, new() { Rank = 2 }, 1);
        Assert.Throws<OperationCanceledException>(() => new PreferenceTrainer(policy, Learnt, new(), new(), [], cancellationToken: new(true)));
        Assert.True(policy.AdapterEnabled);
    }

    private static TrainingObjective Objective(TinyRun run, Policy policy, PreferenceOptions loss) => new PreferenceTrainer(policy, Learnt, run.Options, loss, HeldOut).Objective;

    private static double Value(JsonNode metrics, string name) => (double)metrics["values"]![name]!;

    private static double Likelihood(Policy policy, TrainingDocument document)
    {
        var logits = Torch.Logits(policy, document.Tokens);
        return document.Places.Sum(p => logits[p - 1][document.Tokens[p]] - Math.Log(logits[p - 1].Sum(l => Math.Exp(l))));
    }

    private TinyRun Runs() => new(_folder) { Objective = (run, policy) => Objective(run, policy, new()) };

    private sealed class Unexpected : IProgress<double>
    {
        public void Report(double value) => Assert.Fail("The reference was computed.");
    }
}
