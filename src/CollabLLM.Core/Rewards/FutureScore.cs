using CollabLLM.Core.Calls;
using CollabLLM.Core.Metrics;
using CollabLLM.Core.Simulation;

namespace CollabLLM.Core.Rewards;

/// <summary>One simulated future of a reply, with its metrics and its reward.</summary>
/// <param name="Scores">By signature. Empty when the conversation itself failed.</param>
/// <param name="Value">R* of the whole conversation; null when a metric with a weight, or the conversation, has no result.</param>
/// <param name="Failure">Why there is no value: the first cause. Null when there is one.</param>
public sealed record FutureScore(
    SimulatedConversation Conversation, IReadOnlyDictionary<string, MetricScore> Scores, double? Value, Failure? Failure)
{
    public CallUsage Usage => Scores.Values.Aggregate(Conversation.Usage, (sum, score) => sum + score.Usage);
}
