namespace CollabLLM.Core.Statistics;

/// <summary>What a list of numbers is like on average and how it spreads.</summary>
public static class Descriptive
{
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static double Mean(IReadOnlyList<double> values)
    {
        Require(values, 1);
        var mean = Sum(values, v => v) / values.Count;
        // What rounding left over: the second pass makes the mean of equal numbers that number.
        return mean + Sum(values, v => v - mean) / values.Count;
    }

    /// <summary>With n − 1.</summary>
    /// <exception cref="ArgumentException">There are fewer than two values.</exception>
    public static double Variance(IReadOnlyList<double> values)
    {
        Require(values, 2);
        var mean = Mean(values);
        return Sum(values, v => (v - mean) * (v - mean)) / (values.Count - 1);
    }

    /// <inheritdoc cref="Variance"/>
    public static double StandardDeviation(IReadOnlyList<double> values) => Math.Sqrt(Variance(values));

    /// <summary>Of the mean: the standard deviation over √n.</summary>
    /// <inheritdoc cref="Variance"/>
    public static double StandardError(IReadOnlyList<double> values) => Math.Sqrt(Variance(values) / values.Count);

    /// <summary>Of the mean, by Student's t.</summary>
    /// <inheritdoc cref="Variance"/>
    public static ConfidenceInterval MeanInterval(IReadOnlyList<double> values, double confidence = 0.95)
    {
        var (mean, error) = (Mean(values), StandardError(values));
        var reach = error * StudentT.TwoSidedQuantile(1 - confidence, values.Count - 1);
        return new(mean, mean - reach, mean + reach, confidence);
    }

    /// <summary>Between the sorted values, linearly (type 7, the default of R and NumPy).</summary>
    /// <param name="values">In any order.</param>
    /// <param name="share">0 to 1.</param>
    public static double Quantile(IReadOnlyList<double> values, double share)
    {
        Require(values, 1);
        return SortedQuantile([.. values.Order()], share);
    }

    internal static double SortedQuantile(double[] sorted, double share)
    {
        var at = share * (sorted.Length - 1);
        var low = (int)Math.Floor(at);
        return low + 1 < sorted.Length ? sorted[low] + (at - low) * (sorted[low + 1] - sorted[low]) : sorted[^1];
    }

    internal static void Require(IReadOnlyList<double> values, int count)
    {
        if (values.Count < count) throw new ArgumentException($"{values.Count} value(s) are too few: this needs at least {count}.", nameof(values));
    }

    internal static void RequirePairs(IReadOnlyList<double> a, IReadOnlyList<double> b, int count)
    {
        if (a.Count != b.Count) throw new ArgumentException($"{a.Count} and {b.Count} values are no pairs.", nameof(b));
        Require(a, count);
    }

    private static double Sum(IReadOnlyList<double> values, Func<double, double> of)
    {
        var sum = 0.0;
        for (var i = 0; i < values.Count; i++) sum += of(values[i]);
        return sum;
    }
}
