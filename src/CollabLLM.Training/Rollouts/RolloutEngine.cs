namespace CollabLLM.Training.Rollouts;

/// <summary>What evaluates the policy while it talks.</summary>
public enum RolloutEngine
{
    /// <summary>
    /// The managed decoder on a copy of the weights, adapter merged, written to a temporary file and read at every step. Its results do not depend on what else is in a
    /// batch, so that the same seed gives the same rollouts.
    /// </summary>
    Managed,

    /// <summary>
    /// The policy itself (<see cref="PolicyEngine"/>), on its device and in no further memory. In another batch, its last bits, and so now and then a token, may be others.
    /// </summary>
    Policy,
}
