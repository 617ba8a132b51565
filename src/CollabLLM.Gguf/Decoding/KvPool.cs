using CollabLLM.Gguf.Kernels;

namespace CollabLLM.Gguf.Decoding;

/// <summary>
/// All key and value memory of a model. Blocks are made when first needed, up to a limit. A full block that no sequence holds any more
/// stays findable by its tokens until its memory is wanted. Used by one thread at a time.
/// </summary>
internal sealed unsafe class KvPool : IDisposable
{
    private readonly Dictionary<PrefixKey, KvBlock> _index = [];
    private readonly LinkedList<KvBlock> _idle = [];
    private readonly Stack<KvBlock> _free = [];
    private readonly int _limit;
    private readonly int _idleLimit;
    private readonly long _blockBytes;
    private readonly int _headValues;
    private readonly int _keyHeads;
    private int _made;
    private long _nextId;

    /// <param name="shape">Layers, heads and head size.</param>
    /// <param name="format">Size of the values.</param>
    /// <param name="blocks">Most blocks in all.</param>
    /// <param name="idleBlocks">Blocks kept for reuse before new memory is taken instead.</param>
    public KvPool(ModelShape shape, KvFormat format, int blocks, int idleBlocks)
    {
        Format = format;
        _limit = blocks;
        _idleLimit = idleBlocks;
        PaddedHead = (shape.HeadSize + 15) / 16 * 16;
        _keyHeads = shape.KeyHeads;
        _headValues = PaddedHead * KvBlock.Positions;
        ValueBytes = format == KvFormat.Half ? sizeof(ushort) : sizeof(float);
        _blockBytes = (long)shape.Layers * shape.KeyHeads * _headValues * 2 * ValueBytes;
    }

    public KvFormat Format { get; }

    /// <summary>Values of a head, rounded up to 16.</summary>
    public int PaddedHead { get; }

    public int ValueBytes { get; }

    /// <summary>Most blocks that sequences can hold together.</summary>
    public int Limit => _limit;

    /// <summary>Blocks held by sequences now.</summary>
    public int Held { get; private set; }

    /// <summary>Blocks that nobody holds but that a prompt with the same beginning would find.</summary>
    public int Idle => _idle.Count;

    /// <summary>Memory taken so far, in bytes.</summary>
    public long Bytes => _made * _blockBytes;

    /// <summary>Keys of a head: value d of position p at d · 16 + p.</summary>
    public byte* Keys(KvBlock block, int layer, int head) =>
        block.Data.Bytes + ((((long)layer * _keyHeads) + head) * _headValues * 2 * ValueBytes);

    /// <summary>Values of a head: value d of position p at p · PaddedHead + d.</summary>
    public byte* Values(KvBlock block, int layer, int head) => Keys(block, layer, head) + ((long)_headValues * ValueBytes);

    /// <summary>An empty block for one holder, or null when every block is held.</summary>
    public KvBlock? Take()
    {
        KvBlock block;
        if (_free.TryPop(out var free))
        {
            block = free;
        }
        else if (_made < _limit && (_idle.Count < _idleLimit || _idle.Count == 0))
        {
            block = new(0, new NativeBuffer(_blockBytes));
            _made++;
        }
        else if (_idle.First is { } oldest)
        {
            block = oldest.Value;
            _idle.RemoveFirst();
            block.Idle = null;
            _index.Remove(block.Key!);
            block.Key = null;
        }
        else
        {
            return null;
        }
        block.Id = _nextId++;
        block.Holders = 1;
        Held++;
        return block;
    }

    /// <summary>The full block with this key, now held once more.</summary>
    public KvBlock? Find(PrefixKey key)
    {
        if (!_index.TryGetValue(key, out var block)) return null;
        Hold(block);
        return block;
    }

    /// <summary>
    /// Makes a full block findable. When one with the same content is there already, the caller gets that one instead and its own is freed.
    /// </summary>
    public KvBlock Publish(KvBlock block, PrefixKey key)
    {
        if (_index.TryGetValue(key, out var known))
        {
            Hold(known);
            Release(block);
            return known;
        }
        block.Key = key;
        _index.Add(key, block);
        return block;
    }

    /// <summary>One holder less.</summary>
    public void Release(KvBlock block)
    {
        if (--block.Holders > 0) return;
        Held--;
        if (block.Key is null) _free.Push(block);
        else block.Idle = _idle.AddLast(block);
    }

    /// <summary>Forgets every block that nobody holds.</summary>
    public void Forget()
    {
        foreach (var block in _idle)
        {
            _index.Remove(block.Key!);
            block.Key = null;
            block.Idle = null;
            _free.Push(block);
        }
        _idle.Clear();
    }

    public void Dispose()
    {
        foreach (var block in _free) block.Dispose();
        foreach (var block in _index.Values) block.Dispose();
        _free.Clear();
        _index.Clear();
        _idle.Clear();
    }

    private void Hold(KvBlock block)
    {
        if (block.Holders++ > 0) return;
        Held++;
        _idle.Remove(block.Idle!);
        block.Idle = null;
    }
}
