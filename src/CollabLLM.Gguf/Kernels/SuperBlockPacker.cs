using System.Runtime.CompilerServices;

namespace CollabLLM.Gguf.Kernels;

/// <summary>Moves one block of 256 values of the K types into its lane of a panel, as eight blocks of 32.</summary>
internal static unsafe class SuperBlockPacker
{
    private const int Rows = PackedFormats.PanelRows;

    /// <summary>Q4_K: half scale, half minimum scale, 12 bytes of 6-bit scales and minima, 128 bytes of nibbles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FourBits(byte* source, byte* panel, int lane)
    {
        var values = stackalloc byte[32];
        for (var block = 0; block < 8; block++, panel += PackedFormat.NibblesWide.GroupBytes())
        {
            Scales(source, block, panel, lane);
            Nibbles(source + 16, block, values);
            for (var i = 0; i < 16; i++)
            {
                panel[128 + (i / 4 * 64) + (lane * 4) + (i % 4)] = (byte)(values[i] | (values[i + 16] << 4));
            }
        }
    }

    /// <summary>Q5_K: like Q4_K with 32 bytes of fifth bits before the nibbles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FiveBits(byte* source, byte* panel, int lane)
    {
        var values = stackalloc byte[32];
        for (var block = 0; block < 8; block++, panel += PackedFormat.BytesWithMinimum.GroupBytes())
        {
            Scales(source, block, panel, lane);
            Nibbles(source + 48, block, values);
            for (var i = 0; i < 32; i++)
            {
                Put(panel, lane, i, (sbyte)(values[i] | (((source[16 + i] >> block) & 1) << 4)));
            }
        }
    }

    /// <summary>Q6_K: 128 bytes of low nibbles, 64 of upper bit pairs, 16 signed scales, half scale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SixBits(byte* source, byte* panel, int lane)
    {
        var scale = HalfFloat.ToSingle(*(ushort*)(source + 208));
        var scales = (sbyte*)(source + 192);
        for (var block = 0; block < 8; block++, panel += PackedFormat.BytesBySixteen.GroupBytes())
        {
            ((float*)panel)[lane] = scale * scales[block * 2];
            ((float*)panel)[Rows + lane] = scale * scales[(block * 2) + 1];
            // Each half of 128 values: blocks 0 and 1 are low nibbles of 64 bytes, blocks 2 and 3 the high nibbles of the same bytes.
            var (half, quarter) = (block / 4, block % 4);
            var low = source + (half * 64) + (quarter % 2 * 32);
            var high = source + 128 + (half * 32);
            for (var i = 0; i < 32; i++)
            {
                var nibble = quarter < 2 ? low[i] & 15 : low[i] >> 4;
                Put(panel, lane, i, (sbyte)((nibble | (((high[i] >> (quarter * 2)) & 3) << 4)) - 32));
            }
        }
    }

    private static void Put(byte* panel, int lane, int column, sbyte value) =>
        ((sbyte*)panel)[128 + (column / 2 * 32) + (lane * 2) + (column % 2)] = value;

    private static void Nibbles(byte* bits, int block, byte* values)
    {
        var at = bits + (block / 2 * 32);
        var shift = block % 2 * 4;
        for (var i = 0; i < 32; i++) values[i] = (byte)((at[i] >> shift) & 15);
    }

    private static void Scales(byte* source, int block, byte* panel, int lane)
    {
        var packed = source + 4;
        int scale, minimum;
        if (block < 4)
        {
            scale = packed[block] & 63;
            minimum = packed[block + 4] & 63;
        }
        else
        {
            scale = (packed[block + 4] & 15) | (packed[block - 4] >> 6 << 4);
            minimum = (packed[block + 4] >> 4) | (packed[block] >> 6 << 4);
        }
        ((float*)panel)[lane] = HalfFloat.ToSingle(*(ushort*)source) * scale;
        ((float*)panel)[Rows + lane] = -HalfFloat.ToSingle(*(ushort*)(source + 2)) * minimum;
    }
}
