using CollabLLM.Core.Rewards;
using CollabLLM.Core.World;

namespace CollabLLM.Training.Cycles;

/// <summary>What the parts of a conversation's reward count.</summary>
public sealed record RewardWeights
{
    /// <summary>
    /// Of the share of a document's fields that are right. Whether all are decides what a document is good for, but says little about one reply: with two futures it is mostly luck which of
    /// two equal replies ends without a slip.
    /// </summary>
    public double Fields { get; init; } = 2;

    /// <summary>Beside that, of a document with every field right.</summary>
    public double Right { get; init; }

    /// <summary>Of <see cref="WorldInteractivity"/>.</summary>
    public double Interactivity { get; init; } = 1;

    /// <summary>Of a thousand tokens read, as a cost; 0.5 is the paper's λ of 5·10⁻⁴ a token.</summary>
    public double Tokens { get; init; } = 0.5;

    /// <summary>Whether no part counts.</summary>
    internal bool IsNothing() => Fields == 0 && Right == 0 && Interactivity == 0 && Tokens == 0;

    /// <summary>R* of a talk that is over.</summary>
    public double Of(TalkOutcome talk) => Rule().Of(new Dictionary<string, double>(StringComparer.Ordinal)
    {
        [WorldMetric.Fields] = talk.Fields,
        [WorldMetric.Right] = talk.Right,
        [WorldMetric.Interactivity] = talk.Interactivity,
        ["token_amount"] = talk.Read / 1000.0,
    });

    /// <summary>The rule; parts with weight 0 are left out.</summary>
    /// <exception cref="Core.InputException">Nothing counts, a weight is no number, or tokens are worth something.</exception>
    public RewardRule Rule() => new(
        RewardForm.Clamped,
        [.. new[] { RewardTerm.Of(WorldMetric.Fields, Fields), RewardTerm.Of(WorldMetric.Right, Right), RewardTerm.Of(WorldMetric.Interactivity, Interactivity), RewardTerm.Of("token_amount", -Tokens) }.Where(t => t.Weight != 0)]);
}
