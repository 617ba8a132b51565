namespace CollabLLM.Gguf.Decoding;

/// <summary>Four query rows of one sequence and one key head.</summary>
internal readonly unsafe struct AttentionTile
{
    /// <summary>Keys, one pointer a block.</summary>
    public nint* Keys { get; init; }

    /// <summary>Values, one pointer a block.</summary>
    public nint* Values { get; init; }

    /// <summary>Values of a head.</summary>
    public int Size { get; init; }

    /// <summary>Distance between positions in a value block.</summary>
    public int PaddedSize { get; init; }

    /// <summary>Four scaled query heads.</summary>
    public float** Queries { get; init; }

    /// <summary>Positions each of the four may see.</summary>
    public int* Counts { get; init; }

    /// <summary>Four output heads.</summary>
    public float** Outputs { get; init; }

    /// <summary>Scratch: four rows of <see cref="ScoreStride"/> floats.</summary>
    public float* Scores { get; init; }

    /// <summary>A multiple of 16 not smaller than the largest count.</summary>
    public int ScoreStride { get; init; }
}
