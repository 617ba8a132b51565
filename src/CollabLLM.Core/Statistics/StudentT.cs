using MathNet.Numerics;

namespace CollabLLM.Core.Statistics;

/// <summary>Student's t distribution.</summary>
internal static class StudentT
{
    /// <summary>The probability of a t at least as far from 0; accurate in proportion for small ones too.</summary>
    public static double TwoSided(double t, double degreesOfFreedom)
    {
        if (double.IsNaN(t) || double.IsNaN(degreesOfFreedom)) return double.NaN;
        if (double.IsInfinity(t)) return 0;
        return SpecialFunctions.BetaRegularized(degreesOfFreedom / 2, 0.5, degreesOfFreedom / (degreesOfFreedom + t * t));
    }

    /// <summary>The t beyond which, on both sides together, lies this probability.</summary>
    public static double TwoSidedQuantile(double probability, double degreesOfFreedom) =>
        double.IsNaN(degreesOfFreedom) ? double.NaN : Root.Of(t => probability - TwoSided(t, degreesOfFreedom), 0, 4);
}
