namespace CollabLLM.Bench.Decoding;

/// <summary>When each token of each sequence came, in milliseconds of any clock.</summary>
internal static class TokenTimes
{
    /// <summary>Tokens a second while all sequences were running: from the last first token to the first last token.</summary>
    public static double Rate(IReadOnlyList<IReadOnlyList<double>> times)
    {
        var start = times.Max(t => t[0]);
        var end = times.Min(t => t[^1]);
        var tokens = times.Sum(t => t.Count(at => at > start && at <= end));
        return tokens / (end - start) * 1000;
    }
}
