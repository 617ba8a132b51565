using CollabLLM.Gguf.Adapters;
using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;

namespace CollabLLM.Gguf.Scheduling;

/// <summary>The managed decoder under the scheduler: sequences in a shared pool of keys and values, adapters by name.</summary>
internal sealed class ManagedEngine : ITokenEngine
{
    private readonly ForwardPass _pass;
    private readonly KvPool _cache;
    private readonly AdapterSet _adapters;
    private readonly List<BatchSlice> _batch = [];

    public ManagedEngine(ForwardPass pass, KvPool cache, AdapterSet adapters, int vocabulary, int context, int sequences)
    {
        (_pass, _cache, _adapters) = (pass, cache, adapters);
        (VocabularySize, ContextTokens, MaxSequences) = (vocabulary, context, sequences);
    }

    public int VocabularySize { get; }

    public int ContextTokens { get; }

    public int CapacityTokens => _cache.Limit * KvBlock.Positions;

    public int TokenGranularity => KvBlock.Positions;

    public int MaxSequences { get; }

    public int MaxBatchTokens => _pass.BatchTokens;

    /// <summary>Blocks held by sequences now; 0 when all are closed.</summary>
    public int HeldBlocks => _cache.Held;

    public ITokenSequence Begin(ReadOnlySpan<int> prompt, string? adapter)
    {
        var found = _adapters.Find(adapter);
        var cache = new KvSequence(_cache, found is null ? -1 : -1 - found.Number);
        cache.Match(prompt);
        return new Sequence(this, cache, found);
    }

    public void Evaluate(IReadOnlyList<TokenSlice> slices)
    {
        _batch.Clear();
        foreach (var slice in slices)
        {
            var sequence = (Sequence)slice.Sequence;
            if (!sequence.Cache.Reserve(sequence.Length + slice.Tokens.Length)) throw new GgufException("The memory for keys and values is full.");
            _batch.Add(new(sequence.Cache, sequence.Length, slice.Tokens, sequence.Adapter, slice.WantLogits ? 1 : 0));
        }
        _pass.Evaluate(_batch);
        var row = 0;
        foreach (var slice in slices)
        {
            var sequence = (Sequence)slice.Sequence;
            sequence.Cache.Advance(slice.Tokens.Span);
            sequence.Row = slice.WantLogits ? row++ : -1;
        }
    }

    /// <summary>Logits after each of the given positions, computed on the served path. Called on the scheduler's thread.</summary>
    public float[][] Logits(ReadOnlySpan<int> tokens, IReadOnlyList<int> positions, string? adapter)
    {
        // Neither found nor findable: what is computed here is computed in full, and pushes no conversation out of the cache.
        using var cache = new KvSequence(_cache, null);
        var found = _adapters.Find(adapter);
        var results = new float[positions.Count][];
        for (var start = 0; start < tokens.Length; start += MaxBatchTokens)
        {
            var slice = tokens.Slice(start, Math.Min(MaxBatchTokens, tokens.Length - start)).ToArray();
            if (!cache.Reserve(start + slice.Length)) throw new GgufException("The memory for keys and values is full.");
            var end = start + slice.Length;
            // The projection to the vocabulary costs as much as many layers: only from the first wanted position on.
            var first = positions.Where(p => p >= start && p < end).DefaultIfEmpty(end).Min();
            _pass.Evaluate([new(cache, start, slice, found, end - first)]);
            cache.Advance(slice);
            for (var i = 0; i < positions.Count; i++)
            {
                if (positions[i] >= start && positions[i] < end) results[i] = _pass.Logits(positions[i] - first).ToArray();
            }
        }
        return results;
    }

    public void Dispose()
    {
        _pass.Dispose();
        _cache.Dispose();
        _adapters.Dispose();
    }

    private sealed class Sequence(ManagedEngine engine, KvSequence cache, LoraAdapter? adapter) : ITokenSequence
    {
        public KvSequence Cache { get; } = cache;

        public LoraAdapter? Adapter { get; } = adapter;

        /// <summary>Its row among the logits of the last step.</summary>
        public int Row { get; set; } = -1;

        public int Length => Cache.Length;

        public ReadOnlySpan<float> Logits => engine._pass.Logits(Row);

        public void Dispose() => Cache.Dispose();
    }
}
