using MathNet.Numerics;

namespace CollabLLM.Core.Statistics;

/// <summary>How large a difference of two independent samples is, whatever its significance.</summary>
public static class EffectSize
{
    /// <summary>Cohen's d: mean of a less mean of b, over the pooled standard deviation. NaN when both are constant and equal.</summary>
    /// <exception cref="ArgumentException">A sample has fewer than two values.</exception>
    public static double CohenD(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        var pooled = ((a.Count - 1) * Descriptive.Variance(a) + (b.Count - 1) * Descriptive.Variance(b)) / (a.Count + b.Count - 2);
        return (Descriptive.Mean(a) - Descriptive.Mean(b)) / Math.Sqrt(pooled);
    }

    /// <summary>
    /// Hedges' g: Cohen's d without its bias in small samples, by the exact factor Γ(m/2) / (√(m/2) Γ((m−1)/2)), m = n₁ + n₂ − 2
    /// (Hedges, "Distribution theory for Glass's estimator of effect size", 1981).
    /// </summary>
    /// <inheritdoc cref="CohenD"/>
    public static double HedgesG(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        var m = a.Count + b.Count - 2.0;
        return CohenD(a, b) * Math.Exp(SpecialFunctions.GammaLn(m / 2) - SpecialFunctions.GammaLn((m - 1) / 2)) / Math.Sqrt(m / 2);
    }

    /// <summary>
    /// Cliff's δ: how much more often a value of a is above one of b than below (Cliff, "Dominance statistics", 1993).
    /// </summary>
    /// <returns>−1 to 1.</returns>
    /// <exception cref="ArgumentException">A sample is empty.</exception>
    public static double CliffDelta(IReadOnlyList<double> a, IReadOnlyList<double> b) =>
        2 * MannWhitney.AsymptoticOf(a, b).U1 / ((double)a.Count * b.Count) - 1;
}
