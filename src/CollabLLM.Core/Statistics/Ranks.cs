namespace CollabLLM.Core.Statistics;

/// <summary>Ranks from 1; equal values share the mean of theirs.</summary>
internal static class Ranks
{
    /// <param name="tieSizes">How many values share a rank, for every rank that is shared.</param>
    public static double[] Of(IReadOnlyList<double> values, List<int>? tieSizes = null)
    {
        double[] sorted = [.. values];
        int[] places = [.. Enumerable.Range(0, sorted.Length)];
        Array.Sort(sorted, places);
        var ranks = new double[sorted.Length];
        for (var start = 0; start < sorted.Length;)
        {
            var end = start + 1;
            while (end < sorted.Length && sorted[end] == sorted[start]) end++;
            for (var i = start; i < end; i++) ranks[places[i]] = (start + 1 + end) / 2.0;
            if (end - start > 1) tieSizes?.Add(end - start);
            start = end;
        }
        return ranks;
    }
}
