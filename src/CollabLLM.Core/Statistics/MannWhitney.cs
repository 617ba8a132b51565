namespace CollabLLM.Core.Statistics;

/// <summary>
/// The rank test of two independent samples: Mann and Whitney, "On a test of whether one of two random variables is stochastically larger than
/// the other", 1947. Equal to SciPy's <c>mannwhitneyu</c>, two-sided.
/// </summary>
/// <param name="U1">How often a value of a is above one of b, ties counting half.</param>
/// <param name="P">Two-sided; NaN when all values are equal.</param>
/// <param name="Exact">Whether P comes from the exact distribution.</param>
public sealed record MannWhitney(double U1, double P, bool Exact)
{
    private const int SmallSample = 8;

    /// <summary>Exact where one sample has at most eight values and nothing is tied, else asymptotic.</summary>
    public static MannWhitney Of(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        var tied = a.Concat(b).Distinct().Count() < a.Count + b.Count;
        return Math.Min(a.Count, b.Count) <= SmallSample && !tied ? ExactOf(a, b) : AsymptoticOf(a, b);
    }

    /// <summary>By the normal distribution, corrected for ties and for continuity.</summary>
    public static MannWhitney AsymptoticOf(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        var ties = new List<int>();
        var u1 = Count(a, b, ties);
        double n1 = a.Count, n2 = b.Count, n = n1 + n2;
        var tied = ties.Sum(t => Math.Pow(t, 3) - t);
        var deviation = Math.Sqrt(n1 * n2 / 12 * (n + 1 - tied / (n * (n - 1))));
        var z = (Math.Max(u1, n1 * n2 - u1) - n1 * n2 / 2 - 0.5) / deviation;
        // Where everything is tied, nothing can be said.
        return new(u1, deviation == 0 ? double.NaN : Math.Min(1, 2 * StandardNormal.Above(z)), false);
    }

    /// <summary>By counting all arrangements. Exact without ties only: half counts are cut off, as SciPy does.</summary>
    public static MannWhitney ExactOf(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        var u1 = Count(a, b, []);
        var from = (int)Math.Max(u1, (double)a.Count * b.Count - u1);
        var above = Distribution(a.Count, b.Count).Skip(from).Sum();
        return new(u1, Math.Min(1, 2 * above), true);
    }

    private static double Count(IReadOnlyList<double> a, IReadOnlyList<double> b, List<int> ties)
    {
        Descriptive.Require(a, 1);
        Descriptive.Require(b, 1);
        var ranks = Ranks.Of([.. a, .. b], ties);
        return ranks.Take(a.Count).Sum() - a.Count * (a.Count + 1.0) / 2;
    }

    /// <summary>
    /// The probability of every U. The largest value belongs to the first sample with probability m/(m+n) and is then above n others: a
    /// recursion over sample sizes that only adds.
    /// </summary>
    private static double[] Distribution(int m, int n)
    {
        if (m > n) (m, n) = (n, m);
        // row[j] is the distribution for (i, j)
        var row = new double[n + 1][];
        for (var j = 0; j <= n; j++) row[j] = [1];
        for (var i = 1; i <= m; i++)
        {
            row[0] = [1];
            for (var j = 1; j <= n; j++)
            {
                var next = new double[i * j + 1];
                var (fromFirst, fromSecond) = ((double)i / (i + j), (double)j / (i + j));
                for (var u = 0; u < row[j].Length; u++) next[u + j] += fromFirst * row[j][u];
                for (var u = 0; u < row[j - 1].Length; u++) next[u] += fromSecond * row[j - 1][u];
                row[j] = next;
            }
        }
        return row[n];
    }
}
