namespace CollabLLM.Core.Statistics;

/// <summary>The z-test of two independent proportions with the pooled standard error. Equal to statsmodels' <c>proportions_ztest</c>.</summary>
/// <param name="Z">NaN when both proportions are 0 or both are 1.</param>
/// <param name="P">Two-sided.</param>
/// <param name="Difference">x1/n1 − x2/n2 with Wald's interval (unpooled standard error).</param>
public sealed record ProportionTest(double Z, double P, ConfidenceInterval Difference)
{
    /// <param name="x1">Successes among <paramref name="n1"/>.</param>
    /// <param name="x2">Successes among <paramref name="n2"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">More successes than trials, or no trial.</exception>
    public static ProportionTest Of(long x1, long n1, long x2, long n2, double confidence = 0.95)
    {
        Require(x1, n1);
        Require(x2, n2);
        var (p1, p2) = ((double)x1 / n1, (double)x2 / n2);
        var pooled = (double)(x1 + x2) / (n1 + n2);
        var z = (p1 - p2) / Math.Sqrt(pooled * (1 - pooled) * (1.0 / n1 + 1.0 / n2));
        var reach = StandardNormal.TwoSidedQuantile(1 - confidence) * Math.Sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2);
        return new(z, StandardNormal.TwoSided(z), new(p1 - p2, p1 - p2 - reach, p1 - p2 + reach, confidence));
    }

    internal static void Require(long successes, long trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trials);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
    }
}
