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

    /// <summary>
    /// Memory of the running mean of the weights, from 0 (no mean is kept) to below 1; after t steps it is at most (1 + t) / (10 + t), so that the first weights are forgotten in a short run too. What a run with one ends with is the
    /// mean: the last steps' noise is not in it (Polyak and Juditsky 1992; Izmailov et al. 2018, arXiv 1803.05407).
    /// </summary>
    public double Average { get; init; }

    /// <exception cref="TrainingException">A value is out of its range.</exception>
    public void Validate()
    {
        if (Beta1 is not (>= 0 and < 1) || Beta2 is not (>= 0 and < 1)) throw new TrainingException($"AdamW's betas must be from 0 to below 1, not {Beta1} and {Beta2}.");
        if (Average is not (>= 0 and < 1)) throw new TrainingException($"The mean of the weights has a memory from 0 to below 1, not {Average}.");
        if (!(Epsilon > 0) || !(Decay >= 0)) throw new TrainingException($"AdamW's epsilon must be above 0 and its decay not negative: {Epsilon} and {Decay}.");
    }
}
