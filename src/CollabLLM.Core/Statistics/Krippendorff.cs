namespace CollabLLM.Core.Statistics;

/// <summary>
/// Krippendorff's α, the agreement of any number of raters with ratings missing: Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011.
/// </summary>
public static class Krippendorff
{
    /// <param name="ratings">A row a rater, a column an item; null is missing.</param>
    /// <returns>1 for full agreement, 0 for chance, below 0 for less; NaN when only one value was ever given: agreement is then undefined.</returns>
    /// <exception cref="ArgumentException">Rows differ in length, or no item was rated twice.</exception>
    public static double Alpha(IReadOnlyList<IReadOnlyList<double?>> ratings, MeasurementLevel level)
    {
        var items = Pairable(ratings);
        double[] values = [.. items.SelectMany(i => i).Distinct().Order()];
        var coincidences = Coincidences(items, values);
        double[] totals = [.. Enumerable.Range(0, values.Length).Select(c => Enumerable.Range(0, values.Length).Sum(k => coincidences[c, k]))];
        var (observed, expected) = (0.0, 0.0);
        for (var c = 0; c < values.Length; c++)
        {
            for (var k = 0; k < c; k++)
            {
                var difference = Difference(level, values, totals, k, c);
                observed += coincidences[c, k] * difference;
                expected += totals[c] * totals[k] * difference;
            }
        }
        return 1 - (totals.Sum() - 1) * observed / expected;
    }

    private static List<double[]> Pairable(IReadOnlyList<IReadOnlyList<double?>> ratings)
    {
        var columns = ratings.Count == 0 ? 0 : ratings[0].Count;
        if (ratings.Any(r => r.Count != columns)) throw new ArgumentException("Every rater has a rating or null for every item.", nameof(ratings));
        var items = new List<double[]>();
        for (var i = 0; i < columns; i++)
        {
            double[] given = [.. ratings.Select(r => r[i]).OfType<double>()];
            if (given.Length > 1) items.Add(given);
        }
        return items.Count > 0 ? items : throw new ArgumentException("No item has two ratings.", nameof(ratings));
    }

    private static double[,] Coincidences(List<double[]> items, double[] values)
    {
        var coincidences = new double[values.Length, values.Length];
        foreach (var item in items)
        {
            int[] at = Array.ConvertAll(item, v => Array.BinarySearch(values, v));
            for (var i = 0; i < at.Length; i++)
            {
                for (var j = 0; j < at.Length; j++)
                {
                    if (i != j) coincidences[at[i], at[j]] += 1.0 / (at.Length - 1);
                }
            }
        }
        return coincidences;
    }

    private static double Difference(MeasurementLevel level, double[] values, double[] totals, int low, int high)
    {
        if (level == MeasurementLevel.Nominal) return 1;
        if (level == MeasurementLevel.Interval) return (values[high] - values[low]) * (values[high] - values[low]);
        var between = -(totals[low] + totals[high]) / 2;
        for (var g = low; g <= high; g++) between += totals[g];
        return between * between;
    }
}
