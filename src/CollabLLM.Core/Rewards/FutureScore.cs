using CollabLLM.Core.Calls;
using CollabLLM.Core.Metrics;
using CollabLLM.Core.Simulation;

namespace CollabLLM.Core.Rewards;

/// <summary>One simulated future of a reply, with its metrics and its reward.</summary>
/// <param name="Results">Scores by signature. Null when the conversation itself failed: nothing was scored.</param>
/// <param name="Value">R* of the whole conversation; null when a metric with a weight, or the conversation, has no result.</param>
/// <param name="Failure">Why there is no value: the first cause. Null when there is one.</param>
public sealed record FutureScore(SimulatedConversation Conversation, MetricResults? Results, double? Value, Failure? Failure)
{
    private static readonly Dictionary<string, MetricScore> None = [];

    /// <summary>Empty when nothing was scored.</summary>
    public IReadOnlyDictionary<string, MetricScore> Scores => Results?.Scores ?? None;

    public CallUsage Usage => Conversation.Usage + (Results?.Usage ?? CallUsage.None);
}
