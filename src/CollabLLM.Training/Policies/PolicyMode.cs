namespace CollabLLM.Training.Policies;

/// <summary>What all parts of one policy look at while they compute.</summary>
internal sealed class PolicyMode
{
    /// <summary>Whether adapters take part. Off, the policy is its own reference.</summary>
    public bool Adapted { get; set; } = true;

    /// <summary>Whether dropout takes part.</summary>
    public bool Training { get; set; }
}
