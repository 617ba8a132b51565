namespace CollabLLM.Core.Statistics;

/// <summary>
/// Fisher's exact test of two proportions: Fisher, "On the interpretation of χ² from contingency tables, and the calculation of P", 1922. Two-sided:
/// all tables with the same margins that are no more probable than this one. Equal to SciPy's <c>fisher_exact</c>.
/// </summary>
public static class FisherExact
{
    /// <summary>Tables that are equally probable differ by rounding only.</summary>
    private const double Rounding = 1 + 1e-7;

    /// <summary>Two-sided p of <paramref name="x1"/> of <paramref name="n1"/> against <paramref name="x2"/> of <paramref name="n2"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More successes than trials, or no trial.</exception>
    public static double P(long x1, long n1, long x2, long n2)
    {
        ProportionTest.Require(x1, n1);
        ProportionTest.Require(x2, n2);
        var successes = x1 + x2;
        var (low, high) = (Math.Max(0, successes - n2), Math.Min(successes, n1));
        var mode = Math.Clamp((long)((successes + 1.0) * (n1 + 1) / (n1 + n2 + 2)), low, high);
        // In proportion to the most probable table: neighbours differ by a ratio of four whole numbers, so nothing large is ever computed.
        var weights = new double[high - low + 1];
        weights[mode - low] = 1;
        for (var k = mode; k < high; k++) weights[k + 1 - low] = weights[k - low] * Ratio(k);
        for (var k = mode; k > low; k--) weights[k - 1 - low] = weights[k - low] / Ratio(k - 1);
        var limit = weights[x1 - low] * Rounding;
        return Math.Min(1, weights.Where(w => w <= limit).Order().Sum() / weights.Order().Sum());

        double Ratio(long k) => (double)(successes - k) / (k + 1) * (n1 - k) / (n2 - successes + k + 1);
    }
}
