using CollabLLM.Gguf.Format;

namespace CollabLLM.Gguf.Tests.Kernels;

/// <summary>Random rows of a block type as they lie in a file, and their values by the plainest possible reading of the format.</summary>
internal static class RandomRows
{
    /// <summary>Every type the decoder multiplies with.</summary>
    public static IReadOnlyList<GgmlType> Types { get; } =
    [
        GgmlType.F32, GgmlType.F16, GgmlType.BF16, GgmlType.Q8_0, GgmlType.Q6_K, GgmlType.Q5_K, GgmlType.Q5_1, GgmlType.Q5_0, GgmlType.Q4_K, GgmlType.Q4_1,
        GgmlType.Q4_0,
    ];

    public static int RowBytes(GgmlType type, int columns) => type switch
    {
        GgmlType.F32 => columns * 4,
        GgmlType.F16 or GgmlType.BF16 => columns * 2,
        GgmlType.Q4_0 => columns / 32 * 18,
        GgmlType.Q4_1 => columns / 32 * 20,
        GgmlType.Q5_0 => columns / 32 * 22,
        GgmlType.Q5_1 => columns / 32 * 24,
        GgmlType.Q8_0 => columns / 32 * 34,
        GgmlType.Q4_K => columns / 256 * 144,
        GgmlType.Q5_K => columns / 256 * 176,
        GgmlType.Q6_K => columns / 256 * 210,
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    public static byte[] Make(GgmlType type, int rows, int columns, int seed, float size = 1)
    {
        var random = new Random(seed);
        var bytes = new byte[rows * RowBytes(type, columns)];
        random.NextBytes(bytes);
        var values = rows * columns;
        switch (type)
        {
            case GgmlType.F32:
                for (var i = 0; i < values; i++) BitConverter.TryWriteBytes(bytes.AsSpan(i * 4), Signed(size));
                break;
            case GgmlType.F16:
                for (var i = 0; i < values; i++) PutHalf(i * 2, Signed(size));
                break;
            case GgmlType.BF16:
                for (var i = 0; i < values; i++) BitConverter.TryWriteBytes(bytes.AsSpan(i * 2), (ushort)(BitConverter.SingleToUInt32Bits(Signed(size)) >> 16));
                break;
            case GgmlType.Q5_0:
                for (var i = 0; i < bytes.Length; i += 22) PutHalf(i, Signed(size) / 16);
                break;
            case GgmlType.Q5_1:
                for (var i = 0; i < bytes.Length; i += 24)
                {
                    PutHalf(i, size / 16 * random.NextSingle());
                    PutHalf(i + 2, -size * random.NextSingle());
                }
                break;
            case GgmlType.Q4_0:
                for (var i = 0; i < bytes.Length; i += 18) PutHalf(i, Signed(size) / 8);
                break;
            case GgmlType.Q4_1:
                for (var i = 0; i < bytes.Length; i += 20)
                {
                    PutHalf(i, size / 8 * random.NextSingle());
                    PutHalf(i + 2, -size * random.NextSingle());
                }
                break;
            case GgmlType.Q8_0:
                for (var i = 0; i < bytes.Length; i += 34) PutHalf(i, Signed(size) / 128);
                break;
            case GgmlType.Q4_K:
            case GgmlType.Q5_K:
                for (var i = 0; i < bytes.Length; i += RowBytes(type, 256))
                {
                    PutHalf(i, size / 1000 * random.NextSingle());
                    PutHalf(i + 2, size / 100 * random.NextSingle());
                }
                break;
            case GgmlType.Q6_K:
                for (var i = 0; i < bytes.Length; i += 210) PutHalf(i + 208, Signed(size) / 4000);
                break;
        }
        return bytes;

        float Signed(float by) => ((random.NextSingle() * 2) - 1) * by;

        void PutHalf(int at, float value) => BitConverter.TryWriteBytes(bytes.AsSpan(at), (Half)value);
    }

    public static float[] Values(GgmlType type, ReadOnlySpan<byte> bytes, int columns)
    {
        var values = new float[columns];
        for (var i = 0; i < columns; i++) values[i] = Value(type, bytes, i);
        return values;
    }

    private static float Value(GgmlType type, ReadOnlySpan<byte> row, int i)
    {
        switch (type)
        {
            case GgmlType.F32: return BitConverter.ToSingle(row[(i * 4)..]);
            case GgmlType.F16: return Half(row, i * 2);
            case GgmlType.BF16: return BitConverter.UInt32BitsToSingle((uint)BitConverter.ToUInt16(row[(i * 2)..]) << 16);
        }
        if (RowBytes(type, 256) is var size && type is GgmlType.Q4_K or GgmlType.Q5_K or GgmlType.Q6_K) return SuperValue(type, row.Slice(i / 256 * size, size), i % 256);
        var j = i % 32;
        var block = row[(i / 32 * RowBytes(type, 32))..];
        return type switch
        {
            GgmlType.Q8_0 => Half(block, 0) * (sbyte)block[2 + j],
            GgmlType.Q5_0 => Half(block, 0) * ((Nibble(block[6..], j, 16) | (((block[2 + (j / 8)] >> (j % 8)) & 1) << 4)) - 16),
            GgmlType.Q5_1 => (Half(block, 0) * (Nibble(block[8..], j, 16) | (((block[4 + (j / 8)] >> (j % 8)) & 1) << 4))) + Half(block, 2),
            GgmlType.Q4_0 => Half(block, 0) * (Nibble(block[2..], j, 16) - 8),
            _ => (Half(block, 0) * Nibble(block[4..], j, 16)) + Half(block, 2),
        };
    }

    private static float SuperValue(GgmlType type, ReadOnlySpan<byte> block, int i)
    {
        if (type == GgmlType.Q6_K)
        {
            var half = i / 128;
            var within = i % 128;
            var low = (block[(half * 64) + (within % 64)] >> (within / 64 * 4)) & 15;
            var high = (block[128 + (half * 32) + (within % 32)] >> (within / 32 * 2)) & 3;
            return Half(block, 208) * (sbyte)block[192 + (i / 16)] * ((low | (high << 4)) - 32);
        }
        var part = i / 32;
        var packed = block[4..16];
        var (scale, minimum) = part < 4
            ? (packed[part] & 63, packed[part + 4] & 63)
            : ((packed[part + 4] & 15) | ((packed[part - 4] >> 6) << 4), (packed[part + 4] >> 4) | ((packed[part] >> 6) << 4));
        var bits = block[(type == GgmlType.Q4_K ? 16 : 48)..];
        var q = (bits[(i / 64 * 32) + (i % 32)] >> (i / 32 % 2 * 4)) & 15;
        if (type == GgmlType.Q5_K) q |= ((block[16 + (i % 32)] >> part) & 1) << 4;
        return (Half(block, 0) * scale * q) - (Half(block, 2) * minimum);
    }

    private static int Nibble(ReadOnlySpan<byte> bits, int i, int half) => i < half ? bits[i] & 15 : bits[i - half] >> 4;

    private static float Half(ReadOnlySpan<byte> bytes, int at) => (float)BitConverter.ToHalf(bytes[at..]);
}
