using System.Collections.Concurrent;
using System.Globalization;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Metrics;
using CollabLLM.Core.Rewards;
using CollabLLM.Core.Simulation;

namespace CollabLLM.Core.Tests.Rewards;

/// <summary>The futures are scripted: each adds one message that says its value.</summary>
public sealed class MultiturnRewardTests
{
    private static readonly RewardRule Rule = new(RewardForm.Linear, [new("value", 1, RewardPart.Task)]);
    private readonly ConcurrentBag<SimulationRequest> _simulated = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Is_the_mean_over_futures_with_its_standard_error()
    {
        // 0.2, 0.5, 0.8: mean 0.5, SD √(0.18/2) = 0.3, SE 0.3/√3
        var estimate = (await Reward(3, 3, (_, future) => 0.2 + (0.3 * future)).EstimateAsync(Prefix(), ["hello"], Token))[0];
        Assert.Equal(0.5, estimate.Mean!.Value, 1e-12);
        Assert.Equal(0.3, estimate.StandardDeviation!.Value, 1e-12);
        Assert.Equal(0.3 / Math.Sqrt(3), estimate.StandardError!.Value, 1e-12);
        Assert.Null(estimate.Failure);
    }

    [Fact]
    public async Task A_future_goes_on_after_the_candidate_without_the_proactive_prompt()
    {
        await Reward(2, 2, (_, _) => 1).EstimateAsync(Prefix() with { Mode = new(true, true) }, ["hello", "other"], Token);
        Assert.Equal(["a/c0/f0", "a/c0/f1", "a/c1/f0", "a/c1/f1"], _simulated.Select(s => s.Address).Order(StringComparer.Ordinal));
        Assert.All(_simulated, s => Assert.Equal((default, 4), (s.Mode, s.MessageBudget)));
        Assert.All(_simulated, s => Assert.Equal(MessageRole.Assistant, s.History[^1].Role));
    }

    [Fact]
    public async Task A_failed_future_is_left_out_and_never_a_zero()
    {
        var estimate = (await Reward(3, 3, (_, future) => future == 1 ? null : 0.6).EstimateAsync(Prefix(), ["hello"], Token))[0];
        Assert.Equal(0.6, estimate.Mean!.Value, 1e-12);
        Assert.Equal((2, 3), (estimate.Values.Count, estimate.Futures.Count));
        Assert.Equal("no answer", estimate.Futures[1].Failure!.Reason);
    }

    [Fact]
    public async Task Without_any_value_there_is_no_reward_but_a_cause()
    {
        var estimate = (await Reward(2, 2, (_, _) => null).EstimateAsync(Prefix(), ["hello"], Token))[0];
        Assert.Null(estimate.Mean);
        Assert.Null(estimate.StandardError);
        Assert.Equal(new Failure(FailureKind.Infrastructure, "no answer"), estimate.Failure);
    }

    [Fact]
    public async Task Futures_go_where_the_ranking_is_open_and_no_further_than_the_most()
    {
        // 0 and 1 are noisy and close; 2 is far below and settled after the first two.
        var estimates = await Reward(2, 9, (candidate, future) => candidate == 2 ? -5 : (future % 2 * 0.4) + (candidate * 0.01)).EstimateAsync(Prefix(), ["a", "b", "c"], Token);
        Assert.Equal([9, 9, 2], estimates.Select(e => e.Futures.Count));
        Assert.Equal(Enumerable.Range(0, 9).Select(i => $"a/c1/f{i}"), estimates[1].Futures.Select(f => f.Conversation.Request.Address));
    }

    [Fact]
    public async Task A_settled_ranking_takes_no_more_than_the_least()
    {
        var estimates = await Reward(2, 9, (candidate, future) => candidate + (future * 0.01)).EstimateAsync(Prefix(), ["a", "b", "c"], Token);
        Assert.All(estimates, e => Assert.Equal(2, e.Futures.Count));
    }

    [Fact]
    public async Task No_candidates_have_no_estimates() => Assert.Empty(await Reward(2, 9, (_, _) => 1).EstimateAsync(Prefix(), [], Token));

    [Fact]
    public async Task A_metric_without_weight_may_fail()
    {
        var reward = new MultiturnReward(
            (request, _) => Task.FromResult(new SimulatedConversation { Request = request, Messages = request.History, Stop = StopReason.Budget }),
            (_, _) => Task.FromResult(new MetricResults(new Dictionary<string, MetricScore>
            {
                ["value"] = MetricScore.Of(0.7),
                ["extra"] = MetricScore.Failed(FailureKind.Model, "unreadable"),
            }, new Dictionary<string, Extraction>())),
            Rule,
            FutureAllocation.Fixed(1));
        var estimate = (await reward.EstimateAsync(Prefix(), ["a"], Token))[0];
        Assert.Equal(0.7, estimate.Mean);
        Assert.Equal("unreadable", estimate.Futures[0].Scores["extra"].Failure!.Reason);
    }

    private static SimulationRequest Prefix() => new()
    {
        Address = "a",
        Goal = new("g", "a long wish", ""),
        History = [new(MessageRole.User, "hi")],
        MessageBudget = 4,
        Seed = 1,
    };

    /// <param name="value">By candidate and future; null for a metric without answer.</param>
    private MultiturnReward Reward(int least, int most, Func<int, int, double?> value) => new(
        async (request, _) =>
        {
            await Task.Yield();
            _simulated.Add(request);
            return new SimulatedConversation { Request = request, Messages = [.. request.History, new(MessageRole.User, request.Address)], Stop = StopReason.Budget };
        },
        (subject, _) =>
        {
            var place = subject.Messages[^1].Content.Split('/');
            var number = value(int.Parse(place[1][1..], CultureInfo.InvariantCulture), int.Parse(place[2][1..], CultureInfo.InvariantCulture));
            var score = number is { } n ? MetricScore.Of(n) : MetricScore.Failed(FailureKind.Infrastructure, "no answer");
            return Task.FromResult(new MetricResults(new Dictionary<string, MetricScore> { ["value"] = score }, new Dictionary<string, Extraction>()));
        },
        Rule,
        new(least, most));
}
