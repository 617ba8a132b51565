using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Scheduling;
using CollabLLM.Training.Policies;
using static TorchSharp.torch;

namespace CollabLLM.Training.Rollouts;

/// <summary>
/// A policy that generates: keys and values of every sequence are kept, one-token steps of all sequences run as one batch, and a prompt takes over what
/// another sequence has read of it. An engine is good for one state of the weights: after a training step make a new one. One thread at a time.
/// </summary>
public sealed class PolicyEngine : ITokenEngine
{
    private readonly Policy _policy;
    private readonly SlotCache _cache;
    private readonly Slot[] _slots;

    /// <param name="policy">Stays the caller's, and must outlive the engine.</param>
    /// <param name="sequences">Most sequences at a time, from 1.</param>
    /// <param name="context">Most tokens of a sequence; null: what the model was trained for.</param>
    public PolicyEngine(Policy policy, int sequences, int? context = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sequences, 1);
        _policy = policy;
        ContextTokens = Math.Min(context ?? int.MaxValue, policy.Shape.TrainedContext);
        _cache = new(policy.Shape.Layers, sequences, policy.Shape.KeyHeads, policy.Shape.HeadSize, ContextTokens, policy.Options.Compute, policy.Options.Place);
        _slots = [.. Enumerable.Range(0, sequences).Select(i => new Slot(i))];
    }

    public int VocabularySize => _policy.Shape.Vocabulary;

    public int ContextTokens { get; }

    public int CapacityTokens => ContextTokens * MaxSequences;

    public int TokenGranularity => 1;

    public int MaxSequences => _slots.Length;

    public int MaxBatchTokens => Math.Max(1024, MaxSequences);

    /// <summary>A new sequence; only the policy as it is, without a name, can be asked for.</summary>
    /// <exception cref="GgufException">An adapter was named.</exception>
    /// <exception cref="InvalidOperationException">All sequences are in use.</exception>
    public ITokenSequence Begin(ReadOnlySpan<int> prompt, string? adapter)
    {
        if (adapter is not null) throw new GgufException($"A policy in training has no adapter {adapter}; it runs as it is.");
        // The emptiest of the free slots, so that what others may take over stays longest.
        var slot = _slots.Where(s => !s.Used).MinBy(s => s.Tokens.Count) ?? throw new InvalidOperationException("All sequences of the engine are in use.");
        var (best, shared) = (slot, 0);
        foreach (var other in _slots)
        {
            var common = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(other.Tokens).CommonPrefixLength(prompt[..^1]);
            if (common > shared) (best, shared) = (other, common);
        }
        if (best != slot && shared > 0) _cache.Copy(best.Index, slot.Index, shared);
        slot.Tokens = [.. prompt[..shared]];
        slot.Used = true;
        return new Sequence(slot);
    }

    public void Evaluate(IReadOnlyList<TokenSlice> slices)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        _cache.Reserve(slices.Max(s => s.Sequence.Length + s.Tokens.Length));
        var steps = slices.Where(s => s.Tokens.Length == 1).ToArray();
        if (steps.Length > 0) Step(steps);
        foreach (var slice in slices.Where(s => s.Tokens.Length > 1)) Read(slice);
    }

    public void Dispose() => _cache.Dispose();

    private void Read(TokenSlice slice)
    {
        using var scope = NewDisposeScope();
        var slot = ((Sequence)slice.Sequence).Slot;
        var (start, count) = (slot.Tokens.Count, slice.Tokens.Length);
        var positions = Range(start, count);
        var mask = start == 0 ? null : ones(count, start + count, ScalarType.Bool, _policy.Options.Place).tril(start).reshape(1, 1, count, start + count);
        var stream = Run([slice], count, new(_policy.Rotation.At(positions), mask, (layer, k, v) => _cache.Append(layer, slot.Index, start, k, v)));
        Finish([slice], stream.narrow(1, count - 1, 1));
    }

    private void Step(IReadOnlyList<TokenSlice> slices)
    {
        using var scope = NewDisposeScope();
        var device = _policy.Options.Place;
        Slot[] slots = [.. slices.Select(s => ((Sequence)s.Sequence).Slot)];
        var length = slots.Max(s => s.Tokens.Count) + 1;
        var indices = tensor(slots.Select(s => (long)s.Index).ToArray()).to(device);
        var positions = tensor(slots.Select(s => (long)s.Tokens.Count).ToArray()).to(device);
        var mask = Range(0, length).le(positions.unsqueeze(1)).reshape(slots.Length, 1, 1, length);
        Finish(slices, Run(slices, 1, new(_policy.Rotation.At(positions.unsqueeze(1)), mask, (layer, k, v) => _cache.Append(layer, indices, positions, length, k, v))));
    }

    private Tensor Range(int start, int count) => tensor(Enumerable.Range(start, count).Select(p => (long)p).ToArray(), [1, count]).to(_policy.Options.Place);

    private Tensor Run(IReadOnlyList<TokenSlice> slices, int count, Attention attention)
    {
        var tokens = tensor(slices.SelectMany(s => s.Tokens.ToArray().Select(t => (long)t)).ToArray(), [slices.Count, count]).to(_policy.Options.Place);
        return _policy.Blocks.Aggregate(_policy.Embed(tokens), (x, block) => block.Apply(x, attention));
    }

    /// <param name="stream">[N, 1, Width], the last token of each slice.</param>
    private void Finish(IReadOnlyList<TokenSlice> slices, Tensor stream)
    {
        foreach (var slice in slices) ((Sequence)slice.Sequence).Slot.Tokens.AddRange(slice.Tokens.Span);
        if (!slices.Any(s => s.WantLogits)) return;
        var logits = PolicyFile.Values(_policy.Project(stream.squeeze(1)));
        for (var i = 0; i < slices.Count; i++) ((Sequence)slices[i].Sequence).Row = logits.AsMemory(i * VocabularySize, VocabularySize);
    }

    private sealed class Slot(int index)
    {
        public int Index { get; } = index;

        public bool Used { get; set; }

        /// <summary>What the cache holds; still there when the slot is free again.</summary>
        public List<int> Tokens { get; set; } = [];
    }

    private sealed class Sequence(Slot slot) : ITokenSequence
    {
        public Slot Slot { get; } = slot;

        public ReadOnlyMemory<float> Row { get; set; }

        public int Length => Slot.Tokens.Count;

        public ReadOnlySpan<float> Logits => Row.Span;

        public void Dispose() => Slot.Used = false;
    }
}
