namespace CollabLLM.Training.Trainers;

/// <summary>What a step reads. The batch of 64 is the paper's, for supervised fine-tuning and for offline DPO.</summary>
public sealed record BatchOptions
{
    /// <summary>Documents of a step, or pairs of them.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>Documents, or pairs, of a pass; a step adds up the gradients of as many passes as it needs. Fewer need less memory.</summary>
    public int Together { get; init; } = 16;

    /// <summary>Batches that are mixed and sorted by length together. The more, the less padding, and the more alike what one step learns from; 1 sorts nothing but the passes of a step.</summary>
    public int Window { get; init; } = 16;

    /// <summary>Keeps only the stream between blocks (<see cref="Policies.Policy.Begin"/>).</summary>
    public bool Checkpointing { get; init; }

    /// <summary>Of the order of the data.</summary>
    public long Seed { get; init; } = 1;

    internal string Described => FormattableString.Invariant($"{Batch} by {Together}, windows of {Window}{(Checkpointing ? ", recomputed" : "")}");

    /// <summary>Throws when a value makes no sense, naming it.</summary>
    /// <exception cref="TrainingException">A value is out of its range.</exception>
    public void Validate()
    {
        if (Batch < 1 || Together < 1 || Window < 1) throw new TrainingException($"Batch, passes and windows hold at least one each, not {Batch}, {Together} and {Window}.");
    }
}
