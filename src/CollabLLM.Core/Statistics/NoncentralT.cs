using MathNet.Numerics;

namespace CollabLLM.Core.Statistics;

/// <summary>
/// The noncentral t distribution: (Z + δ) / S, Z standard normal, S² a χ² over its degrees of freedom; the probability is integrated over S.
/// </summary>
internal static class NoncentralT
{
    private const int Steps = 2000;
    private const double Deviations = 12;

    /// <summary>The probability of a value above t.</summary>
    public static double Above(double t, double degreesOfFreedom, double noncentrality)
    {
        var half = degreesOfFreedom / 2;
        var spread = Deviations / Math.Sqrt(2 * degreesOfFreedom);
        var (low, high) = (Math.Max(0, 1 - spread), 1 + spread);
        var constant = Math.Log(2) + half * Math.Log(half) - SpecialFunctions.GammaLn(half);
        var width = (high - low) / Steps;
        var sum = 0.0;
        for (var i = 0; i <= Steps; i++)
        {
            var s = low + i * width;
            if (s == 0) continue;
            var density = Math.Exp(constant + (degreesOfFreedom - 1) * Math.Log(s) - half * s * s);
            // Simpson's rule
            var weight = i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * density * StandardNormal.Above(t * s - noncentrality);
        }
        return sum * width / 3;
    }
}
