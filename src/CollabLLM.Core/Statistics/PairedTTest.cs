namespace CollabLLM.Core.Statistics;

/// <summary>
/// Student's t-test of the differences of pairs: the same items under two conditions. Equal to SciPy's <c>ttest_rel(a, b)</c>.
/// </summary>
/// <param name="T">NaN when all pairs are equal.</param>
/// <param name="P">Two-sided.</param>
/// <param name="Difference">Mean of a less b, with its interval.</param>
public sealed record PairedTTest(double T, double DegreesOfFreedom, double P, ConfidenceInterval Difference)
{
    /// <exception cref="ArgumentException">The lengths differ, or there are fewer than two pairs.</exception>
    public static PairedTTest Of(IReadOnlyList<double> a, IReadOnlyList<double> b, double confidence = 0.95)
    {
        Descriptive.RequirePairs(a, b, 2);
        double[] differences = [.. a.Zip(b, (x, y) => x - y)];
        var interval = Descriptive.MeanInterval(differences, confidence);
        var t = interval.Estimate / Descriptive.StandardError(differences);
        return new(t, a.Count - 1, StudentT.TwoSided(t, a.Count - 1), interval);
    }
}
