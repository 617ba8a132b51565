namespace CollabLLM.Core.Statistics;

/// <summary>p-values corrected for how many there are, in the order given. Equal to statsmodels' <c>multipletests</c>.</summary>
public static class MultipleTesting
{
    /// <summary>
    /// Against any false discovery: Holm, "A simple sequentially rejective multiple test procedure", 1979.
    /// </summary>
    public static double[] Holm(IReadOnlyList<double> p)
    {
        var adjusted = new double[p.Count];
        var largest = 0.0;
        var order = Ascending(p);
        for (var i = 0; i < order.Length; i++)
        {
            largest = Math.Max(largest, (p.Count - i) * p[order[i]]);
            adjusted[order[i]] = Math.Min(1, largest);
        }
        return adjusted;
    }

    /// <summary>
    /// Bounds the share of false discoveries: Benjamini and Hochberg, "Controlling the false discovery rate", 1995.
    /// </summary>
    public static double[] BenjaminiHochberg(IReadOnlyList<double> p)
    {
        var adjusted = new double[p.Count];
        var smallest = 1.0;
        var order = Ascending(p);
        for (var i = order.Length - 1; i >= 0; i--)
        {
            smallest = Math.Min(smallest, p.Count * p[order[i]] / (i + 1));
            adjusted[order[i]] = smallest;
        }
        return adjusted;
    }

    private static int[] Ascending(IReadOnlyList<double> p) => [.. Enumerable.Range(0, p.Count).OrderBy(i => p[i])];
}
