using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Metrics;
using CollabLLM.Core.Rewards;
using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Optimizers;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Rollouts;
using CollabLLM.Training.Tests.Files;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Training.Tests.Trainers;

public sealed class OnlineTrainerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("online-dpo", 3e-2)]
    [InlineData("grpo", 1e-2)]
    [InlineData("ppo", 1e-2)]
    public void A_policy_learns_what_is_rewarded(string method, double rate)
    {
        var runs = new OnlineRuns(_folder)
        {
            Loop = new() { Steps = 30, SaveEvery = 100, Rate = new() { Peak = rate } },
            Options = Toy.Options with { Contexts = 12, Replies = 4, MaxMessages = 1, ReplyTokens = 4 },
            // The value head finds rewards of this size within a few steps.
            Task = Toy.Task(goals: 40) with { Rule = new(RewardForm.Linear, [RewardTerm.Of("letters", 10)]) },
            Updates = new() { Together = 48, Epochs = 2, MiniBatch = 24 },
        };
        var letters = runs.Run(method, "learns").Values(MetricNames.Score + "letters");
        // Three steps are some 140 replies, whose shares have a standard deviation of 0.2: a difference of 0.06 is three standard errors.
        Assert.True(letters[^10..].Average() > letters[..3].Average() + 0.06, string.Join(' ', letters));
    }

    [Theory]
    [InlineData("online-dpo", 2)]
    [InlineData("online-dpo", 4)]
    [InlineData("grpo", 4)]
    [InlineData("ppo", 2)]
    [InlineData("ppo", 11)]
    [InlineData("ppo", 12)]
    public void A_run_that_was_killed_anywhere_ends_with_the_bits_of_one_that_never_stopped(string method, int killAt)
    {
        var runs = new OnlineRuns(_folder);
        var whole = runs.Run(method, "whole");
        Assert.True(killAt <= whole.Calls, $"only {whole.Calls} calls");
        Assert.Throws<OnlineRuns.KilledException>(() => runs.Run(method, "killed", killAt));
        var killed = runs.Run(method, "killed");
        Assert.Equal(whole.Weights, killed.Weights);
        Assert.Equal(whole.Metrics.Select(m => m.ToJsonString()), killed.Metrics.Select(m => m.ToJsonString()));
        Assert.Equal(4, whole.Metrics.Length);
        // Adapter and value head have moved.
        Assert.All(whole.Weights, w => Assert.Contains(w, v => v != 0));
    }

    [Fact]
    public void A_judge_that_never_says_the_same_is_not_asked_again_after_a_kill()
    {
        var asked = 0;
        async Task<MetricResults> Moody(MetricSubject subject, CancellationToken stop)
        {
            var letters = await Toy.Letters(subject, stop);
            return Toy.Result(MetricScore.Of(letters.Scores["letters"].Value!.Value + (Interlocked.Increment(ref asked) * 1e-6)));
        }
        var runs = new OnlineRuns(_folder) { Recorded = true, Task = Toy.Task(Moody), Loop = new() { Steps = 4, SaveEvery = 100, Rate = new() { Peak = 3e-3 } } };
        Assert.Throws<OnlineRuns.KilledException>(() => runs.Run("online-dpo", "killed", 4));
        var before = asked;
        var killed = runs.Run("online-dpo", "killed");
        var perStep = before / 3.0;
        Assert.InRange(asked - before, 1, 1.5 * perStep);
        Assert.Equal(4, killed.Metrics.Length);
    }

    [Theory]
    [InlineData("online-dpo")]
    [InlineData("grpo")]
    [InlineData("ppo")]
    public void At_first_the_policy_is_its_reference_and_soon_it_is_not(string method)
    {
        var divergence = new OnlineRuns(_folder).Run(method, "kl").Values(MetricNames.Kl);
        Assert.Equal(0, divergence[0]);
        Assert.All(divergence[1..], d => Assert.True(d > 0));
    }

    [Fact]
    public void What_was_drawn_is_told()
    {
        var ended = new OnlineRuns(_folder).Run("ppo", "told");
        // Six contexts of ten goals, of which one is dead.
        Assert.Contains(1, ended.Values(MetricNames.Failures));
        Assert.All(ended.Values(MetricNames.Replies), n => Assert.InRange(n, 15, 18));
        Assert.All(ended.Values(MetricNames.ReplyTokens), n => Assert.InRange(n, 1, 8));
        Assert.All(ended.Values(MetricNames.ClipShare), n => Assert.InRange(n, 0, 1));
        Assert.Equal(ended.Values(MetricNames.Reward), ended.Values(MetricNames.Score + "letters"));
        // 15 to 18 replies twice by 8.
        Assert.InRange(ended.Calls, 16, 24);
    }

    [Fact]
    public void The_value_head_begins_at_the_mean_of_the_first_rewards()
    {
        // Half the square of 0.5, the distance of both rewards from their mean; from 0 it would be 3.25.
        var first = new OnlineRuns(_folder).Run("ppo", "mean", source: new Fixed(2, 3)).Values(MetricNames.ValueLoss)[0];
        Assert.InRange(first, 0.1, 0.15);
    }

    [Fact]
    public void Without_an_adapter_there_is_no_reference()
    {
        using var all = Torch.Load(Toy.Model(_folder), new() { TrainWeights = true });
        var source = new Fixed(0, 1);
        foreach (Action make in new Action[]
        {
            () => _ = new OnlinePreferenceTrainer(all, source, new(), new(), TimeProvider.System),
            () => _ = new GrpoTrainer(all, source, new(), new(), TimeProvider.System),
            () => _ = new PpoTrainer(all, source, new(), new(), TimeProvider.System),
        })
        {
            Assert.Contains("adapter", Assert.Throws<TrainingException>(make).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_step_without_a_reward_stops_the_run_with_its_causes()
    {
        static Task<MetricResults> Score(MetricSubject subject, CancellationToken stop) =>
            Task.FromResult(Toy.Result(MetricScore.Failed(FailureKind.Infrastructure, "The judge is asleep.")));
        var e = Assert.Throws<TrainingException>(() => new OnlineRuns(_folder) { Task = Toy.Task(Score) }.Run("grpo", "asleep"));
        Assert.Contains("At step 1 no reply has a reward. ", e.Message, StringComparison.Ordinal);
        Assert.Contains("times: The judge is asleep.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_that_is_none_stops_the_run_and_names_its_contexts()
    {
        var e = Assert.Throws<TrainingException>(() => new OnlineRuns(_folder).Run("grpo", "nan", source: new Fixed(double.NaN, 1)));
        Assert.Contains("the loss is NaN, from the contexts goal 7, message 1.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Contexts_whose_rewards_do_not_differ_change_nothing()
    {
        using var fresh = new OnlineRuns(_folder).Policy();
        var idle = new OnlineRuns(_folder).Run("online-dpo", "idle", source: new Fixed(0.5, 0.5));
        Assert.Equal(fresh.TrainableParameters.Select(p => PolicyFile.Values(p)), idle.Weights);
        Assert.All(idle.Values(MetricNames.Pairs), n => Assert.Equal(0, n));
        var busy = new OnlineRuns(_folder).Run("online-dpo", "busy", source: new Fixed(0.5, 0.6));
        Assert.NotEqual(idle.Weights, busy.Weights);
        // The second reply is the better one, and becomes likelier.
        Assert.Equal(0, busy.Values(MetricNames.Margin)[0]);
        Assert.True(busy.Values(MetricNames.Margin)[^1] > 0);
    }

    [Fact]
    public void A_run_that_is_cancelled_while_it_draws_keeps_all_that_it_has_learnt()
    {
        var runs = new OnlineRuns(_folder) { Loop = new() { Steps = 4, SaveEvery = 100, Rate = new() { Peak = 3e-3 } } };
        using var stop = new CancellationTokenSource();
        var source = new Fixed(0, 1) { Before = step => (step == 2 ? stop : null)?.Cancel() };
        Assert.ThrowsAny<OperationCanceledException>(() => runs.Run("online-dpo", "cancelled", source: source, stop: stop.Token));
        Assert.Equal("step-0000000002.checkpoint", Path.GetFileName(Assert.Single(Directory.EnumerateFiles(Path.Combine(_folder.Path, "cancelled"), "*.checkpoint"))));
        Assert.Equal(runs.Run("online-dpo", "whole", source: new Fixed(0, 1)).Weights, runs.Run("online-dpo", "cancelled", source: new Fixed(0, 1)).Weights);
    }

    [Theory]
    [InlineData("online-dpo")]
    [InlineData("grpo")]
    [InlineData("ppo")]
    public void A_run_whose_evaluations_earn_no_more_ends_early_and_keeps_the_best(string method)
    {
        var rewards = new Queue<double>([0.1, 0.4, 0.3, 0.2, 0.9]);
        var constant = new RateSchedule { Peak = 3e-3, Shape = RateShape.Plateau, Plateau = 0.9 };
        var runs = new OnlineRuns(_folder)
        {
            Loop = new() { Steps = 5, SaveEvery = 100, EvaluateEvery = 1, Patience = 2, Rate = constant },
            Evaluation = new Fixed(() => [rewards.Dequeue()]),
        };
        var ended = runs.Run(method, "early");
        Assert.Equal([0.1, 0.4, 0.3, 0.2], ended.Metrics.Select(m => (double)m["evaluationValues"]![MetricNames.Reward]!));
        Assert.Equal(-0.4, (double)ended.Metrics[1]["evaluation"]!);
        Assert.True(File.Exists(Path.Combine(_folder.Path, "early", "best.checkpoint")));
        // The weights, the value head's among them, are those after the second step.
        Assert.Equal((runs with { Loop = new() { Steps = 2, SaveEvery = 100, Rate = constant }, Evaluation = null }).Run(method, "two").Weights, ended.Weights);
    }

    [Fact]
    public void An_optimiser_without_the_value_head_is_refused()
    {
        using var policy = new OnlineRuns(_folder).Policy();
        using var trainer = new PpoTrainer(policy, new Fixed(0, 1), new(), new(), TimeProvider.System);
        using var optimizer = new AdamWOptimizer(policy.TrainableParameters);
        using var run = new TrainingRun(Path.Combine(_folder.Path, "headless"));
        Assert.Throws<TrainingException>(() => new TrainingLoop(policy, optimizer, new() { Steps = 1 }, TimeProvider.System).Run(run, trainer.Objective));
    }

    [Fact]
    public void Nothing_is_left_of_a_run()
    {
        var runs = new OnlineRuns(_folder);
        runs.Run("ppo", "first");
        var before = Torch.Live;
        foreach (var method in new[] { "ppo", "grpo", "online-dpo" }) runs.Run(method, method);
        Assert.Equal(before, Torch.Live);
    }

    /// <summary>Two replies with these rewards.</summary>
    private sealed class Fixed(Func<double[]> rewards) : IRolloutSource
    {
        public Fixed(params double[] rewards)
            : this(() => rewards)
        {
        }

        public Action<long>? Before { get; init; }

        public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

        public long? EpochSteps => null;

        public Task<RolloutBatch> DrawAsync(Policy policy, long step, CancellationToken cancellationToken)
        {
            Before?.Invoke(step);
            RolloutReply[] replies = [.. rewards().Select((r, i) => new RolloutReply([40 + i, 50, 60 + i], $"{i}", r, new Dictionary<string, double>()))];
            return Task.FromResult(new RolloutBatch([new("goal 7, message 1", [new(MessageRole.User, "Hi")], [1, 20, 30], replies)], new Dictionary<string, int>()));
        }
    }
}
