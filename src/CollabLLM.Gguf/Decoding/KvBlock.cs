using CollabLLM.Gguf.Kernels;

namespace CollabLLM.Gguf.Decoding;

/// <summary>
/// Keys and values of 16 positions in every layer. A full block is immutable and may belong to several sequences at once; it remembers
/// the tokens it was computed from and the block before it, which is what makes it findable.
/// </summary>
internal sealed class KvBlock(long id, NativeBuffer data) : IDisposable
{
    /// <summary>Positions in a block.</summary>
    public const int Positions = 16;

    /// <summary>Unique for the life of the pool; a reused block gets a new one, so that stale links lead nowhere.</summary>
    public long Id { get; set; } = id;

    public NativeBuffer Data { get; } = data;

    /// <summary>Sequences that hold this block.</summary>
    public int Holders { get; set; }

    /// <summary>The key it is indexed under, when it is full and shareable.</summary>
    public PrefixKey? Key { get; set; }

    /// <summary>Its place among the blocks that nobody holds, least recently used first.</summary>
    public LinkedListNode<KvBlock>? Idle { get; set; }

    public void Dispose() => Data.Dispose();
}
