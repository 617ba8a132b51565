using CollabLLM.Core.Randomness;

namespace CollabLLM.Core.Datasets.Conversion;

/// <summary>Draws the rows for evaluation.</summary>
internal static class EvalDraw
{
    /// <param name="conversations">The conversation of every row.</param>
    /// <returns>Of every row whether it is for evaluation.</returns>
    public static bool[] Of(int[] conversations, ConversionOptions options)
    {
        var rows = conversations.Length;
        var wanted = Math.Min(options.EvalCount ?? (int)(rows * options.EvalRatio), rows);
        var random = new PythonRandom(options.Seed);
        var drawn = new bool[rows];
        if (options.Split == SplitRule.Row)
        {
            foreach (var row in random.Sample(rows, wanted)) drawn[row] = true;
            return drawn;
        }
        // Conversations in random order, each as a whole as long as it fits: eval never has more rows than asked for.
        var sizes = new Dictionary<int, int>();
        foreach (var conversation in conversations) sizes[conversation] = sizes.GetValueOrDefault(conversation) + 1;
        int[] known = [.. sizes.Keys];
        var chosen = new HashSet<int>();
        foreach (var at in wanted == 0 ? [] : random.Sample(known.Length, known.Length))
        {
            if (sizes[known[at]] > wanted) continue;
            wanted -= sizes[known[at]];
            chosen.Add(known[at]);
        }
        for (var i = 0; i < rows; i++) drawn[i] = chosen.Contains(conversations[i]);
        return drawn;
    }
}
