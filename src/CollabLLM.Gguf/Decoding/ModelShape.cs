namespace CollabLLM.Gguf.Decoding;

/// <summary>The sizes and constants of a decoder, as the file's metadata and tensors state them.</summary>
public sealed record ModelShape
{
    /// <summary>llama, qwen2 or qwen3.</summary>
    public required string Architecture { get; init; }

    /// <summary>Blocks.</summary>
    public required int Layers { get; init; }

    /// <summary>Values of the residual stream.</summary>
    public required int Width { get; init; }

    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Key and value heads; each serves Heads / KeyHeads query heads.</summary>
    public required int KeyHeads { get; init; }

    /// <summary>Values of a head; even.</summary>
    public required int HeadSize { get; init; }

    /// <summary>Values between the two halves of the gated unit.</summary>
    public required int FeedForward { get; init; }

    /// <summary>Tokens.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Positions the model was trained for.</summary>
    public required int TrainedContext { get; init; }

    /// <summary>Added to the mean square before its root is taken.</summary>
    public required float NormEpsilon { get; init; }

    /// <summary>Pair i of a head turns by position · RopeBase^(-2i / RopeSize).</summary>
    public required float RopeBase { get; init; }

    /// <summary>Values of a head that are rotated; the rest passes unchanged.</summary>
    public required int RopeSize { get; init; }

    /// <summary>Rotated pairs are i and i + RopeSize / 2 (qwen) rather than neighbours (llama).</summary>
    public required bool RopeByHalves { get; init; }

    /// <summary>Positions are divided by this; 1 means none.</summary>
    public required float RopeLinearFactor { get; init; }

    /// <summary>Values of all query heads.</summary>
    public int QueryWidth => Heads * HeadSize;

    /// <summary>Values of all key heads, and of all value heads.</summary>
    public int KeyWidth => KeyHeads * HeadSize;

    /// <summary>Query heads that share a key head.</summary>
    public int HeadsPerKey => Heads / KeyHeads;
}
