using CollabLLM.Core.Conversations;
using CollabLLM.Core.Simulation;
using CollabLLM.Core.World;
using CollabLLM.Training.Cycles;

namespace CollabLLM.Training.Tests.Cycles;

public sealed class StageTableTests
{
    [Fact]
    public void Gains_are_relative_and_shares_count()
    {
        var (better, worse) = (Table(1, 1, 1, 0), Table(0, 1, 1, 0));
        Assert.Equal(0.5, better.Gain(worse, t => t.Right).Estimate, 12);
        Assert.Equal(0.25, better.Difference(worse, t => t.Right).Estimate, 12);
        Assert.Equal(0, better.Gain(better, t => t.Right).High);
        Assert.Equal("75.0 % (3/4)", better.Share(t => t.Right == 1).ToString());

        static StageTable Table(params double[] right) => new("x", [[.. right.Select((r, i) => Outcome with { Goal = $"{i}", Right = r })]]);
    }

    [Fact]
    public void An_outcome_says_what_a_talk_came_to()
    {
        var goal = DocumentWishes.Goals(1, ValuePart.HeldOut, 3)[0];
        var wish = DocumentWishes.Of(goal);
        TranscriptMessage[] talk =
        [
            new(MessageRole.User, goal.Prompt), new(MessageRole.Assistant, DocumentWriter.Marked(wish.Kind, DocumentWriter.Text(wish, 1))), new(MessageRole.User, "Thanks."),
        ];
        var outcome = TalkOutcome.Of(new() { Request = new() { Address = "1", Goal = goal, History = [], MessageBudget = 4, Seed = 5 }, Messages = talk, Stop = StopReason.Signal });
        Assert.Equal((1.0, 1.0, 1, true, false, 5L), (outcome.Right, outcome.Fields, outcome.Replies, outcome.Complete, outcome.Asks, outcome.Seed));
        Assert.True(outcome.Read > outcome.Typed - 200);
        Assert.Null(outcome.Failure);
    }

    [Fact]
    public void The_reward_of_a_talk_is_what_the_loop_teaches_towards()
    {
        // 2 · 0.5 + 0.5 − 0.5 · 0.1
        Assert.Equal(1.45, new RewardWeights().Of(Outcome with { Fields = 0.5 }), 12);
        // Tokens cost 1 at most.
        Assert.Equal(0.5, new RewardWeights().Of(Outcome with { Fields = 0.5, Read = 3_000 }), 12);
    }

    private static TalkOutcome Outcome { get; } = new("", 1, 1, 1, 100, 10, 0.5, 2, false, true, null);
}
