namespace CollabLLM.Core.Statistics;

/// <summary>
/// Welch's t-test of two independent samples whose variances may differ: Welch, "The generalization of 'Student's' problem …", Biometrika 1947.
/// Equal to SciPy's <c>ttest_ind(a, b, equal_var=False)</c>.
/// </summary>
/// <param name="T">NaN when both samples are constant and equal, infinite when they are constant and differ.</param>
/// <param name="DegreesOfFreedom">By Welch and Satterthwaite.</param>
/// <param name="P">Two-sided.</param>
/// <param name="Difference">Mean of a less mean of b, with its interval.</param>
public sealed record WelchTest(double T, double DegreesOfFreedom, double P, ConfidenceInterval Difference)
{
    /// <exception cref="ArgumentException">A sample has fewer than two values.</exception>
    public static WelchTest Of(IReadOnlyList<double> a, IReadOnlyList<double> b, double confidence = 0.95)
    {
        var (va, vb) = (Descriptive.Variance(a) / a.Count, Descriptive.Variance(b) / b.Count);
        var difference = Descriptive.Mean(a) - Descriptive.Mean(b);
        var error = Math.Sqrt(va + vb);
        var freedom = (va + vb) * (va + vb) / (va * va / (a.Count - 1) + vb * vb / (b.Count - 1));
        if (double.IsNaN(freedom)) freedom = 1;
        var t = difference / error;
        var reach = error * StudentT.TwoSidedQuantile(1 - confidence, freedom);
        return new(t, freedom, StudentT.TwoSided(t, freedom), new(difference, difference - reach, difference + reach, confidence));
    }
}
