namespace CollabLLM.Training.Trainers;

/// <summary>How an online trainer learns from what it has drawn.</summary>
public sealed record OnlineOptions
{
    /// <summary>Replies of a pass; fewer need less memory.</summary>
    public int Together { get; init; } = 8;

    /// <summary>Keeps only the stream between blocks (<see cref="Policies.Policy.Begin"/>).</summary>
    public bool Checkpointing { get; init; }

    /// <summary>How often a step learns from the same replies; for PPO and GRPO.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Replies of one step of the optimiser; for PPO and GRPO. Null: all of them.</summary>
    public int? MiniBatch { get; init; }

    /// <summary>For online DPO: a pair's rewards differ by at least this; always by something.</summary>
    public double MinimumGap { get; init; }

    /// <summary>Of the order of replies.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Throws when a value makes no sense, naming it.</summary>
    /// <exception cref="TrainingException">A value is out of its range.</exception>
    public void Validate()
    {
        if (Together < 1 || Epochs < 1 || MiniBatch < 1) throw new TrainingException($"Passes, epochs and batches of replies are 1 or more, not {Together}, {Epochs} and {MiniBatch ?? 1}.");
        if (!(MinimumGap >= 0)) throw new TrainingException($"The rewards of a pair differ by 0 or more, not {MinimumGap}.");
    }
}
