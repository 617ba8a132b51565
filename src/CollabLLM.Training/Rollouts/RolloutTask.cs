using CollabLLM.Core.Datasets;
using CollabLLM.Core.Rewards;
using CollabLLM.Core.Simulation;

namespace CollabLLM.Training.Rollouts;

/// <summary>Who talks with the policy, about what, and what it earns.</summary>
public sealed record RolloutTask
{
    /// <summary>At least one.</summary>
    public required IReadOnlyList<Goal> Goals { get; init; }

    /// <summary>Plays the user. Thread-safe.</summary>
    public required IUserSimulator User { get; init; }

    /// <summary>Scores whole conversations. Thread-safe.</summary>
    public required ConversationScorer Score { get; init; }

    /// <summary>Who scores: names and fingerprints of judges, for <see cref="IRolloutSource.Settings"/>.</summary>
    public string ScoredBy { get; init; } = "code";

    /// <summary>How scores become the reward of a conversation.</summary>
    public required RewardRule Rule { get; init; }

    /// <summary>Futures of each reply. The paper takes 3.</summary>
    public FutureAllocation Allocation { get; init; } = FutureAllocation.Fixed(3);

    /// <summary>What holds for all conversations.</summary>
    public SimulationOptions Simulation { get; init; } = new();
}
