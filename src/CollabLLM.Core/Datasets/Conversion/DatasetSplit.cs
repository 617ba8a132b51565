using CollabLLM.Core.Randomness;

namespace CollabLLM.Core.Datasets.Conversion;

/// <summary>Parts a dataset into training and evaluation, by Python's random numbers.</summary>
public static class DatasetSplit
{
    /// <summary>
    /// By rows, to the last row as the published code does it: turns of one conversation may stand on both sides. Evaluation rows keep their order.
    /// </summary>
    /// <param name="evalCount">In place of the ratio; null for that. More than there are rows: all.</param>
    /// <param name="evalRatio">0 to 1.</param>
    public static (IReadOnlyList<ConvertedRow> Train, IReadOnlyList<ConvertedRow> Eval) ByRow(IReadOnlyList<ConvertedRow> rows, int? evalCount, double evalRatio, long seed)
    {
        var chosen = Sample(rows.Count, evalCount, evalRatio, seed);
        return ([.. rows.Where((_, i) => !chosen.Contains(i))], [.. rows.Where((_, i) => chosen.Contains(i))]);
    }

    /// <summary>By conversations: none stands on both sides. Count and ratio are of conversations.</summary>
    /// <inheritdoc cref="ByRow"/>
    public static (IReadOnlyList<ConvertedRow> Train, IReadOnlyList<ConvertedRow> Eval) ByConversation(
        IReadOnlyList<ConvertedRow> rows, int? evalCount, double evalRatio, long seed)
    {
        List<string> conversations = [.. rows.Select(r => r.ConversationId).Distinct(StringComparer.Ordinal)];
        var chosen = Sample(conversations.Count, evalCount, evalRatio, seed).Select(i => conversations[i]).ToHashSet(StringComparer.Ordinal);
        return ([.. rows.Where(r => !chosen.Contains(r.ConversationId))], [.. rows.Where(r => chosen.Contains(r.ConversationId))]);
    }

    private static HashSet<int> Sample(int count, int? evalCount, double evalRatio, long seed) =>
        [.. new PythonRandom(seed).Sample(count, Math.Min(count, evalCount ?? (int)(count * evalRatio)))];
}
