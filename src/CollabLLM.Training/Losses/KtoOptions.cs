namespace CollabLLM.Training.Losses;

/// <summary>Settings of <see cref="KtoLoss"/>.</summary>
public sealed record KtoOptions
{
    /// <summary>How strongly the policy is held to the reference, above 0.</summary>
    public double Beta { get; init; } = 0.1;

    /// <summary>Weight of a desirable reply; with unequal numbers, weight · number of the two kinds should lie within 1 to 4/3.</summary>
    public double Desirable { get; init; } = 1;

    /// <summary>Weight of an undesirable reply.</summary>
    public double Undesirable { get; init; } = 1;

    /// <exception cref="TrainingException">A value is out of its range.</exception>
    public void Validate()
    {
        if (!double.IsFinite(Beta) || Beta <= 0) throw new TrainingException($"KTO's beta must be above 0, not {Beta}.");
        if (!(Desirable >= 0) || !(Undesirable >= 0)) throw new TrainingException($"KTO's weights must not be negative: {Desirable} and {Undesirable}.");
    }
}
