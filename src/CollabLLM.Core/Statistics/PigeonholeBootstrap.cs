using CollabLLM.Core.Randomness;

namespace CollabLLM.Core.Statistics;

/// <summary>
/// Percentile intervals of numbers in a table of runs by items, where both runs and items are a sample: rows and columns are drawn again with replacement, each for itself (Owen,
/// "The pigeonhole bootstrap", 2007). With a single run only items are drawn. The same seed gives the same interval.
/// </summary>
public static class PigeonholeBootstrap
{
    private const int Resamples = 10_000;

    /// <summary>Of a statistic of the mean of two tables over the same runs and items, drawn together.</summary>
    /// <param name="a">A list of items for every run.</param>
    /// <param name="b">The same runs and items under another condition.</param>
    /// <param name="statistic">Of the means of both, such as (x − y) / y.</param>
    /// <exception cref="ArgumentException">The tables are empty, ragged or of two sizes.</exception>
    public static ConfidenceInterval Paired(
        IReadOnlyList<IReadOnlyList<double>> a, IReadOnlyList<IReadOnlyList<double>> b, Func<double, double, double> statistic, long seed, int resamples = Resamples, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(resamples);
        if (a.Count == 0 || a.Count != b.Count || a[0].Count == 0 || a.Concat(b).Any(row => row.Count != a[0].Count)) throw new ArgumentException("Two tables of the same runs and items are needed.");
        var random = new PythonRandom(seed);
        int[] runs = [.. Enumerable.Range(0, a.Count)];
        int[] items = [.. Enumerable.Range(0, a[0].Count)];
        var estimate = Value();
        var values = new double[resamples];
        for (var i = 0; i < resamples; i++)
        {
            for (var r = 0; r < runs.Length; r++) runs[r] = (int)random.NextBelow(runs.Length);
            for (var n = 0; n < items.Length; n++) items[n] = (int)random.NextBelow(items.Length);
            values[i] = Value();
        }
        Array.Sort(values);
        var tail = (1 - confidence) / 2;
        return new(estimate, Descriptive.SortedQuantile(values, tail), Descriptive.SortedQuantile(values, 1 - tail), confidence);

        double Value()
        {
            var (x, y) = (0.0, 0.0);
            foreach (var run in runs)
            {
                foreach (var item in items)
                {
                    x += a[run][item];
                    y += b[run][item];
                }
            }
            return statistic(x / (runs.Length * items.Length), y / (runs.Length * items.Length));
        }
    }

    /// <summary>Of the mean of one table.</summary>
    /// <inheritdoc cref="Paired"/>
    public static ConfidenceInterval Mean(IReadOnlyList<IReadOnlyList<double>> table, long seed, int resamples = Resamples, double confidence = 0.95) =>
        Paired(table, table, (x, _) => x, seed, resamples, confidence);
}
