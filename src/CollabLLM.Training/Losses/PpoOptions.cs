namespace CollabLLM.Training.Losses;

/// <summary>Settings of <see cref="PpoLoss"/> and <see cref="PpoAdvantages"/>; the defaults are those of TRL.</summary>
public sealed record PpoOptions
{
    /// <summary>The ratio is clipped to 1 ± this, above 0 and below 1.</summary>
    public double Clip { get; init; } = 0.2;

    /// <summary>The value may move this far from the old one, above 0.</summary>
    public double ValueClip { get; init; } = 0.2;

    /// <summary>Weight of the value's loss, not negative.</summary>
    public double ValueWeight { get; init; } = 0.1;

    /// <summary>Reward taken off for every nat of divergence from the reference, not negative.</summary>
    public double KlWeight { get; init; } = 0.05;

    /// <summary>Discount of rewards, from 0 to 1.</summary>
    public double Discount { get; init; } = 1;

    /// <summary>λ of generalised advantages, from 0 (one step) to 1 (whole returns).</summary>
    public double Trace { get; init; } = 0.95;

    /// <exception cref="TrainingException">A value is out of its range.</exception>
    public void Validate()
    {
        if (Clip is not (> 0 and < 1) || !(ValueClip > 0)) throw new TrainingException($"PPO cannot clip at {Clip} and {ValueClip}; above 0 is needed, and below 1 for the ratio.");
        if (!(ValueWeight >= 0) || !(KlWeight >= 0)) throw new TrainingException($"PPO's weights must not be negative: {ValueWeight} and {KlWeight}.");
        if (Discount is not (>= 0 and <= 1) || Trace is not (>= 0 and <= 1)) throw new TrainingException($"PPO's discount {Discount} and trace {Trace} must lie between 0 and 1.");
    }
}
