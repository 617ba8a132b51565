namespace CollabLLM.Gguf.Decoding;

/// <summary>Identity of a full block: the block before it (or the root of its adapter) and its own 16 tokens.</summary>
internal sealed class PrefixKey : IEquatable<PrefixKey>
{
    private readonly int[] _tokens;
    private readonly int _hash;

    public PrefixKey(long parent, ReadOnlySpan<int> tokens)
    {
        Parent = parent;
        _tokens = tokens.ToArray();
        var hash = new HashCode();
        hash.Add(parent);
        foreach (var token in tokens) hash.Add(token);
        _hash = hash.ToHashCode();
    }

    public long Parent { get; }

    public bool Equals(PrefixKey? other) => other is not null && Parent == other.Parent && _tokens.AsSpan().SequenceEqual(other._tokens);

    public override bool Equals(object? obj) => Equals(obj as PrefixKey);

    public override int GetHashCode() => _hash;
}
