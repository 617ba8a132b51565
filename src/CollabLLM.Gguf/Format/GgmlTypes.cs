namespace CollabLLM.Gguf.Format;

/// <summary>How the values of a type lie in memory: blocks of <c>BlockSize</c> values in <c>TypeSize</c> bytes.</summary>
public static class GgmlTypes
{
    private static readonly Dictionary<GgmlType, (int Values, int Bytes)> Sizes = new()
    {
        [GgmlType.F32] = (1, 4),
        [GgmlType.F16] = (1, 2),
        [GgmlType.BF16] = (1, 2),
        [GgmlType.F64] = (1, 8),
        [GgmlType.I8] = (1, 1),
        [GgmlType.I16] = (1, 2),
        [GgmlType.I32] = (1, 4),
        [GgmlType.I64] = (1, 8),
        [GgmlType.Q4_0] = (32, 18),
        [GgmlType.Q4_1] = (32, 20),
        [GgmlType.Q5_0] = (32, 22),
        [GgmlType.Q5_1] = (32, 24),
        [GgmlType.Q8_0] = (32, 34),
        [GgmlType.Q8_1] = (32, 36),
        [GgmlType.Q2_K] = (256, 84),
        [GgmlType.Q3_K] = (256, 110),
        [GgmlType.Q4_K] = (256, 144),
        [GgmlType.Q5_K] = (256, 176),
        [GgmlType.Q6_K] = (256, 210),
        [GgmlType.Q8_K] = (256, 292),
    };

    /// <summary>Whether the size of the type is known, so that a file holding it can be read at all.</summary>
    public static bool IsKnown(this GgmlType type) => Sizes.ContainsKey(type);

    /// <summary>Values in a block.</summary>
    public static int BlockSize(this GgmlType type) => Sizes[type].Values;

    /// <summary>Bytes of a block.</summary>
    public static int TypeSize(this GgmlType type) => Sizes[type].Bytes;

    /// <summary>Bytes of a row of <paramref name="values"/> values, a multiple of the block size.</summary>
    public static long RowBytes(this GgmlType type, long values) => values / type.BlockSize() * type.TypeSize();
}
