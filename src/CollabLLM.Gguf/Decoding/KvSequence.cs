namespace CollabLLM.Gguf.Decoding;

/// <summary>The keys and values of one sequence: a list of blocks, the full ones possibly shared.</summary>
internal sealed class KvSequence : IDisposable
{
    private readonly KvPool _pool;
    private readonly long? _root;
    private readonly List<KvBlock> _blocks = [];
    private readonly List<int> _tokens = [];
    private bool _released;

    /// <param name="pool">Where blocks come from.</param>
    /// <param name="root">Sequences share blocks only under the same root: one for each adapter, below 0. Null shares nothing.</param>
    public KvSequence(KvPool pool, long? root) => (_pool, _root) = (pool, root);

    /// <summary>Positions whose keys and values are held.</summary>
    public int Length => _tokens.Count;

    public IReadOnlyList<KvBlock> Blocks => _blocks;

    /// <summary>Takes over the longest known beginning of <paramref name="prompt"/>, in whole blocks, leaving at least one token to evaluate.</summary>
    public int Match(ReadOnlySpan<int> prompt)
    {
        while (_root is not null && _tokens.Count % KvBlock.Positions == 0 && _tokens.Count + KvBlock.Positions < prompt.Length)
        {
            var tokens = prompt.Slice(_tokens.Count, KvBlock.Positions);
            if (_pool.Find(new PrefixKey(Parent(_blocks.Count), tokens)) is not { } block) break;
            _blocks.Add(block);
            _tokens.AddRange(tokens);
        }
        return Length;
    }

    /// <summary>Makes room for the positions up to <paramref name="length"/>; false when the pool has no block left.</summary>
    public bool Reserve(int length)
    {
        while (_blocks.Count * KvBlock.Positions < length)
        {
            if (_pool.Take() is not { } block) return false;
            _blocks.Add(block);
        }
        return true;
    }

    /// <summary>Notes that the keys and values of these tokens are written now, and publishes blocks that became full.</summary>
    public void Advance(ReadOnlySpan<int> tokens)
    {
        foreach (var token in tokens)
        {
            _tokens.Add(token);
            if (_root is null || _tokens.Count % KvBlock.Positions != 0) continue;
            var last = (_tokens.Count / KvBlock.Positions) - 1;
            var content = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_tokens)[^KvBlock.Positions..];
            _blocks[last] = _pool.Publish(_blocks[last], new PrefixKey(Parent(last), content));
        }
    }

    public void Dispose()
    {
        if (_released) return;
        _released = true;
        // The last block first: then the beginning, which others are likelier to want, is forgotten last.
        for (var i = _blocks.Count - 1; i >= 0; i--) _pool.Release(_blocks[i]);
        _blocks.Clear();
    }

    private long Parent(int block) => block == 0 ? _root!.Value : _blocks[block - 1].Id;
}
