namespace CollabLLM.Training.Rollouts;

/// <summary>What was drawn for one step.</summary>
/// <param name="Groups">Contexts with at least one reply that has a reward.</param>
/// <param name="Failures">Why replies, or whole contexts, were left out: the reason and how often. A failure is never a reward of 0.</param>
public sealed record RolloutBatch(IReadOnlyList<RolloutGroup> Groups, IReadOnlyDictionary<string, int> Failures);
