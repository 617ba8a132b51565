namespace CollabLLM.Training.Losses;

/// <summary>Settings of <see cref="GrpoLoss"/>.</summary>
public sealed record GrpoOptions
{
    /// <summary>The ratio is clipped below at 1 − this, from 0 to below 1.</summary>
    public double ClipLow { get; init; } = 0.2;

    /// <summary>The ratio is clipped above at 1 + this, not negative.</summary>
    public double ClipHigh { get; init; } = 0.2;

    /// <summary>Weight of the divergence from the reference, not negative.</summary>
    public double Beta { get; init; } = 0.04;

    /// <summary>The mean over all tokens of the batch (DAPO, arXiv 2503.14476) instead of the mean of every reply's mean, which favours short right replies and long wrong ones.</summary>
    public bool OverTokens { get; init; }

    /// <summary>Whether advantages are divided by the standard deviation of their group; without it, easy and hard contexts count by what is at stake (Dr. GRPO, arXiv 2503.20783).</summary>
    public bool Scaled { get; init; } = true;

    /// <exception cref="TrainingException">A value is out of its range.</exception>
    public void Validate()
    {
        if (ClipLow is not (>= 0 and < 1) || !(ClipHigh >= 0)) throw new TrainingException($"GRPO's ratio cannot be clipped to 1 - {ClipLow} and 1 + {ClipHigh}.");
        if (!(Beta >= 0)) throw new TrainingException($"GRPO's beta must not be negative: {Beta}.");
    }
}
