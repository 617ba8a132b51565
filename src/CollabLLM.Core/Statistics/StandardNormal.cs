using MathNet.Numerics;

namespace CollabLLM.Core.Statistics;

/// <summary>The standard normal distribution.</summary>
internal static class StandardNormal
{
    private static readonly double RootOfTwo = Math.Sqrt(2);

    /// <summary>The probability above z; accurate in proportion for small ones too.</summary>
    public static double Above(double z) => SpecialFunctions.Erfc(z / RootOfTwo) / 2;

    public static double TwoSided(double z) => SpecialFunctions.Erfc(Math.Abs(z) / RootOfTwo);

    /// <summary>The z beyond which, on both sides together, lies this probability.</summary>
    public static double TwoSidedQuantile(double probability) => Root.Of(z => probability - TwoSided(z), 0, 4);
}
