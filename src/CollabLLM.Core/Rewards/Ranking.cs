using MathNet.Numerics.Distributions;

namespace CollabLLM.Core.Rewards;

/// <summary>Whether the order of candidates would survive more futures.</summary>
public static class Ranking
{
    /// <summary>
    /// The candidates that keep the ranking open: neighbours by mean whose difference could be chance. The spread is pooled over all candidates, because two or three
    /// futures of one say little about it. Equal means without any spread are a tie that no further future would break.
    /// </summary>
    /// <returns>Indices, ascending; empty when the ranking is settled. Candidates without a value keep nothing open.</returns>
    public static IReadOnlyList<int> Open(IReadOnlyList<IReadOnlyList<double>> values, double confidence)
    {
        var ranked = Enumerable.Range(0, values.Count).Where(i => values[i].Count > 0).OrderByDescending(i => values[i].Average()).ThenBy(i => i).ToList();
        if (ranked.Count < 2) return [];
        var freedom = ranked.Sum(i => values[i].Count - 1);
        // With a single future each, nobody knows the spread: everything is open.
        if (freedom == 0) return [.. ranked.Order()];
        var variance = ranked.Sum(i => values[i].Sum(v => Square(v - values[i].Average()))) / freedom;
        var quantile = StudentT.InvCDF(0, 1, freedom, 0.5 + (confidence / 2));
        var open = new SortedSet<int>();
        foreach (var (better, worse) in ranked.Zip(ranked.Skip(1)))
        {
            var error = Math.Sqrt(variance * ((1.0 / values[better].Count) + (1.0 / values[worse].Count)));
            if (values[better].Average() - values[worse].Average() > quantile * error || variance == 0) continue;
            open.Add(better);
            open.Add(worse);
        }
        return [.. open];
    }

    private static double Square(double x) => x * x;
}
