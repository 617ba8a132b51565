namespace CollabLLM.Gguf.Kernels;

/// <summary>How a <see cref="PackedMatrix"/> holds its weights: 16 rows side by side, so that a register holds one value of each row.</summary>
internal enum PackedFormat
{
    /// <summary>4 bits a weight, half-float scale and minimum for 32 weights: Q4_0 (its minimum is -8 scales) and Q4_1. 5 bits a weight in all.</summary>
    Nibbles,

    /// <summary>4 bits a weight, float scale and minimum for 32 weights: Q4_K. 6 bits a weight in all.</summary>
    NibblesWide,

    /// <summary>8 bits a weight, float scale for 32 weights: Q8_0 and Q5_0. 9 bits a weight in all.</summary>
    Bytes,

    /// <summary>8 bits a weight, float scale and minimum for 32 weights: Q5_1 and Q5_K. 10 bits a weight in all.</summary>
    BytesWithMinimum,

    /// <summary>8 bits a weight, float scale for 16 weights: Q6_K. 10 bits a weight in all.</summary>
    BytesBySixteen,

    /// <summary>32-bit floats.</summary>
    Floats,

    /// <summary>16-bit floats.</summary>
    Halves,

    /// <summary>The upper halves of 32-bit floats.</summary>
    BFloats,
}

/// <summary>Sizes of the packed formats.</summary>
internal static class PackedFormats
{
    public const int PanelRows = 16;
    public const int BlockColumns = 32;

    /// <summary>Bytes of scales in front of the weights of a block.</summary>
    public static int ScaleBytes(this PackedFormat format) => format switch
    {
        PackedFormat.Nibbles or PackedFormat.Bytes => 64,
        PackedFormat.NibblesWide or PackedFormat.BytesWithMinimum or PackedFormat.BytesBySixteen => 128,
        _ => 0,
    };

    /// <summary>Columns that belong together: 32 when quantised, else 1.</summary>
    public static int GroupColumns(this PackedFormat format) => format < PackedFormat.Floats ? BlockColumns : 1;

    /// <summary>Bytes of one group of columns for the 16 rows of a panel.</summary>
    public static int GroupBytes(this PackedFormat format) => format switch
    {
        PackedFormat.Nibbles or PackedFormat.NibblesWide => format.ScaleBytes() + (PanelRows * BlockColumns / 2),
        PackedFormat.Bytes or PackedFormat.BytesWithMinimum or PackedFormat.BytesBySixteen => format.ScaleBytes() + (PanelRows * BlockColumns),
        PackedFormat.Floats => PanelRows * sizeof(float),
        _ => PanelRows * sizeof(ushort),
    };

    /// <summary>How the activations must be given.</summary>
    public static ActivationForm Activations(this PackedFormat format) => format switch
    {
        PackedFormat.Nibbles or PackedFormat.NibblesWide => ActivationForm.Bytes,
        PackedFormat.Bytes or PackedFormat.BytesWithMinimum or PackedFormat.BytesBySixteen => ActivationForm.Shorts,
        _ => ActivationForm.Floats,
    };
}
