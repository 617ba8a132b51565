namespace CollabLLM.Core.Statistics;

/// <summary>Finds where a rising function crosses 0.</summary>
internal static class Root
{
    /// <summary>Doubles <paramref name="high"/> until the function is positive there, then halves the interval down to neighbouring numbers.</summary>
    public static double Of(Func<double, double> rising, double low, double high)
    {
        while (rising(high) < 0)
        {
            low = high;
            high *= 2;
            if (double.IsInfinity(high)) return double.PositiveInfinity;
        }
        while (true)
        {
            var middle = low + (high - low) / 2;
            if (middle <= low || middle >= high) return middle;
            if (rising(middle) < 0) low = middle;
            else high = middle;
        }
    }
}
