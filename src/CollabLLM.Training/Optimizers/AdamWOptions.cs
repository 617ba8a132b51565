namespace CollabLLM.Training.Optimizers;

/// <summary>Settings of <see cref="AdamWOptimizer"/>.</summary>
public sealed record AdamWOptions
{
    /// <summary>Memory of the mean gradient, from 0 to below 1.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Memory of the mean squared gradient, from 0 to below 1.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the mean square, above 0.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Share of a matrix that is taken off for every unit of the rate, not negative. Vectors (norms, biases) do not decay.</summary>
    public double Decay { get; init; }

    /// <exception cref="TrainingException">A value is out of its range.</exception>
    public void Validate()
    {
        if (Beta1 is not (>= 0 and < 1) || Beta2 is not (>= 0 and < 1)) throw new TrainingException($"AdamW's betas must be from 0 to below 1, not {Beta1} and {Beta2}.");
        if (!(Epsilon > 0) || !(Decay >= 0)) throw new TrainingException($"AdamW's epsilon must be above 0 and its decay not negative: {Epsilon} and {Decay}.");
    }
}
