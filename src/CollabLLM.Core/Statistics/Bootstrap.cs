using CollabLLM.Core.Randomness;

namespace CollabLLM.Core.Statistics;

/// <summary>
/// Percentile intervals by drawing items again and again, with replacement: Efron, "Bootstrap methods: another look at the jackknife", 1979. The
/// item is the unit: where an item was scored several times, its mean goes in. The same seed gives the same interval.
/// </summary>
public static class Bootstrap
{
    private const int Resamples = 10_000;

    /// <summary>Of the mean.</summary>
    /// <exception cref="ArgumentException">There is no item.</exception>
    public static ConfidenceInterval Mean(IReadOnlyList<double> items, long seed, int resamples = Resamples, double confidence = 0.95) =>
        Of(items, values => values.Sum() / values.Count, seed, resamples, confidence);

    /// <summary>Of the mean difference a − b of the same items under two conditions: a pair is drawn together.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or there is no pair.</exception>
    public static ConfidenceInterval PairedDifference(
        IReadOnlyList<double> a, IReadOnlyList<double> b, long seed, int resamples = Resamples, double confidence = 0.95)
    {
        Descriptive.RequirePairs(a, b, 1);
        return Mean([.. a.Zip(b, (x, y) => x - y)], seed, resamples, confidence);
    }

    /// <summary>Of the difference of means a − b of two independent samples: each is drawn for itself.</summary>
    /// <exception cref="ArgumentException">A sample is empty.</exception>
    public static ConfidenceInterval Difference(
        IReadOnlyList<double> a, IReadOnlyList<double> b, long seed, int resamples = Resamples, double confidence = 0.95)
    {
        Descriptive.Require(a, 1);
        Descriptive.Require(b, 1);
        var random = new PythonRandom(seed);
        return Percentiles(Descriptive.Mean(a) - Descriptive.Mean(b), resamples, confidence, () => Average(a) - Average(b));

        double Average(IReadOnlyList<double> values)
        {
            var sum = 0.0;
            for (var i = 0; i < values.Count; i++) sum += values[(int)random.NextBelow(values.Count)];
            return sum / values.Count;
        }
    }

    /// <summary>Of any statistic of the items.</summary>
    /// <exception cref="ArgumentException">There is no item.</exception>
    public static ConfidenceInterval Of(
        IReadOnlyList<double> items, Func<IReadOnlyList<double>, double> statistic, long seed, int resamples = Resamples, double confidence = 0.95)
    {
        Descriptive.Require(items, 1);
        var random = new PythonRandom(seed);
        var drawn = new double[items.Count];
        return Percentiles(statistic(items), resamples, confidence, () =>
        {
            for (var i = 0; i < drawn.Length; i++) drawn[i] = items[(int)random.NextBelow(drawn.Length)];
            return statistic(drawn);
        });
    }

    private static ConfidenceInterval Percentiles(double estimate, int resamples, double confidence, Func<double> draw)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(resamples);
        var values = new double[resamples];
        for (var i = 0; i < resamples; i++) values[i] = draw();
        Array.Sort(values);
        var tail = (1 - confidence) / 2;
        return new(estimate, Descriptive.SortedQuantile(values, tail), Descriptive.SortedQuantile(values, 1 - tail), confidence);
    }
}
