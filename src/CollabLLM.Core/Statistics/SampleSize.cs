namespace CollabLLM.Core.Statistics;

/// <summary>How many participants or items an arm needs, two arms of equal size, two-sided. Equal to statsmodels' power solvers.</summary>
public static class SampleSize
{
    /// <summary>For a difference of means, by the noncentral t distribution (Cohen, "Statistical Power Analysis", 1988).</summary>
    /// <param name="effect">Cohen's d; its sign does not matter.</param>
    /// <returns>Per arm, not rounded; infinite without an effect.</returns>
    public static double PerArmForMeans(double effect, double alpha = 0.05, double power = 0.8) =>
        effect == 0 ? double.PositiveInfinity : Root.Of(n => PowerForMeans(effect, n, alpha) - power, 2, 4);

    /// <summary>For two proportions, by Cohen's arcsine effect size and the normal distribution.</summary>
    /// <returns>Per arm, not rounded; infinite without an effect.</returns>
    public static double PerArmForProportions(double p1, double p2, double alpha = 0.05, double power = 0.8) =>
        p1 == p2 ? double.PositiveInfinity : Root.Of(n => PowerForProportions(p1, p2, n, alpha) - power, 0, 4);

    /// <summary>The probability to find a difference of means.</summary>
    /// <param name="perArm">At least 2; need not be whole.</param>
    public static double PowerForMeans(double effect, double perArm, double alpha = 0.05)
    {
        var freedom = 2 * (perArm - 1);
        var critical = StudentT.TwoSidedQuantile(alpha, freedom);
        var noncentrality = Math.Abs(effect) * Math.Sqrt(perArm / 2);
        return NoncentralT.Above(critical, freedom, noncentrality) + NoncentralT.Above(critical, freedom, -noncentrality);
    }

    /// <summary>The probability to find a difference of proportions.</summary>
    public static double PowerForProportions(double p1, double p2, double perArm, double alpha = 0.05)
    {
        var effect = Math.Abs(2 * Math.Asin(Math.Sqrt(p1)) - 2 * Math.Asin(Math.Sqrt(p2)));
        var critical = StandardNormal.TwoSidedQuantile(alpha);
        var shift = effect * Math.Sqrt(perArm / 2);
        return StandardNormal.Above(critical - shift) + StandardNormal.Above(critical + shift);
    }
}
