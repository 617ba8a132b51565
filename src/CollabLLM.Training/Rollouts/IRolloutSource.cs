using CollabLLM.Training.Policies;

namespace CollabLLM.Training.Rollouts;

/// <summary>Where an online trainer gets replies of the policy that it trains, with their rewards.</summary>
public interface IRolloutSource
{
    /// <summary>All that decides what is drawn beside seed, step and weights, by name: a run goes on only under the same.</summary>
    IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Steps until every goal was drawn from once; null when they never end.</summary>
    long? EpochSteps { get; }

    /// <summary>Draws for one step from the policy as it is. The same step and weights give the same again.</summary>
    /// <param name="policy">Not changed, and used by nobody else meanwhile.</param>
    /// <param name="step">From 0.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    Task<RolloutBatch> DrawAsync(Policy policy, long step, CancellationToken cancellationToken);
}
