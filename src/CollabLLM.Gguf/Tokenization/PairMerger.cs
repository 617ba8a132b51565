namespace CollabLLM.Gguf.Tokenization;

/// <summary>Joins neighbouring symbols of a word, the best pair first and among equals the leftmost, until no pair is known.</summary>
internal abstract class PairMerger
{
    /// <summary>What a pair becomes and how early (lower is better), or null.</summary>
    protected abstract (int Merged, float Order)? Pair(int left, int right);

    /// <summary>Symbols are joined in place; returns how many are left.</summary>
    public int Merge(Span<int> symbols)
    {
        if (symbols.Length < 2) return symbols.Length;
        var count = symbols.Length;
        int[] next = new int[count], previous = new int[count];
        var alive = new bool[count];
        var queue = new PriorityQueue<(int Left, int Right, int LeftSymbol, int RightSymbol, int Merged), (float Order, int Left)>();
        for (var i = 0; i < count; i++) (next[i], previous[i], alive[i]) = (i + 1, i - 1, true);
        for (var i = 0; i + 1 < count; i++) Offer(symbols, i, i + 1);
        while (queue.TryDequeue(out var pair, out _))
        {
            // A symbol may have been joined to another since the pair was found.
            if (!alive[pair.Left] || !alive[pair.Right] || next[pair.Left] != pair.Right) continue;
            if (symbols[pair.Left] != pair.LeftSymbol || symbols[pair.Right] != pair.RightSymbol) continue;
            symbols[pair.Left] = pair.Merged;
            alive[pair.Right] = false;
            next[pair.Left] = next[pair.Right];
            if (next[pair.Left] < count) previous[next[pair.Left]] = pair.Left;
            if (previous[pair.Left] >= 0) Offer(symbols, previous[pair.Left], pair.Left);
            if (next[pair.Left] < count) Offer(symbols, pair.Left, next[pair.Left]);
        }
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            if (alive[i]) symbols[kept++] = symbols[i];
        }
        return kept;

        void Offer(Span<int> all, int left, int right)
        {
            if (Pair(all[left], all[right]) is var (merged, order)) queue.Enqueue((left, right, all[left], all[right], merged), (order, left));
        }
    }
}
