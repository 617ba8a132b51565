using CollabLLM.Core.Calls;
using CollabLLM.Core.Rewards;
using CollabLLM.Core.Simulation;

namespace CollabLLM.Core.Generation;

/// <summary>One reply that a turn could have had.</summary>
/// <param name="Estimate">Null when there is no reply.</param>
/// <param name="Failure">Why there is no reply, or no reward; null when both are there.</param>
/// <param name="Drafting">What the reply itself took, futures not counted.</param>
public sealed record GeneratedCandidate(AssistantMode Mode, RewardEstimate? Estimate, Failure? Failure, CallUsage Drafting)
{
    public string? Completion => Estimate?.Completion;

    public double? Score => Estimate?.Mean;
}
