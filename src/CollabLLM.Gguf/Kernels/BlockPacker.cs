using System.Runtime.CompilerServices;

namespace CollabLLM.Gguf.Kernels;

/// <summary>Moves one row of the 32-wide block types into its lane of a panel.</summary>
internal static unsafe class BlockPacker
{
    private const int Rows = PackedFormats.PanelRows;

    /// <summary>Q4_0 and Q4_1. The low nibbles of the file's 16 bytes are values 0 to 15, the high ones 16 to 31, and so they stay.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Nibbles(byte* row, bool hasMinimum, int blocks, byte* panel, int lane)
    {
        var size = hasMinimum ? 20 : 18;
        for (var block = 0; block < blocks; block++, row += size, panel += PackedFormat.Nibbles.GroupBytes())
        {
            var scales = (ushort*)panel;
            var scale = *(ushort*)row;
            scales[lane] = scale;
            scales[Rows + lane] = hasMinimum ? *(ushort*)(row + 2) : HalfFloat.FromSingle(-8f * HalfFloat.ToSingle(scale));
            var bits = (uint*)(row + size - 16);
            var target = (uint*)(panel + 64) + lane;
            for (var i = 0; i < 4; i++) target[i * Rows] = bits[i];
        }
    }

    /// <summary>Q8_0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Bytes(byte* row, int blocks, byte* panel, int lane)
    {
        for (var block = 0; block < blocks; block++, row += 34, panel += PackedFormat.Bytes.GroupBytes())
        {
            ((float*)panel)[lane] = HalfFloat.ToSingle(*(ushort*)row);
            var target = (ushort*)(panel + 64) + lane;
            for (var i = 0; i < 16; i++) target[i * Rows] = *(ushort*)(row + 2 + (i * 2));
        }
    }

    /// <summary>Q5_0 (values from -16) and Q5_1 (with a minimum): 4 bytes of fifth bits, then nibbles as in Q4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FiveBits(byte* row, bool hasMinimum, int blocks, byte* panel, int lane)
    {
        var head = hasMinimum ? 4 : 2;
        var format = hasMinimum ? PackedFormat.BytesWithMinimum : PackedFormat.Bytes;
        for (var block = 0; block < blocks; block++, row += head + 20, panel += format.GroupBytes())
        {
            ((float*)panel)[lane] = HalfFloat.ToSingle(*(ushort*)row);
            if (hasMinimum) ((float*)panel)[Rows + lane] = HalfFloat.ToSingle(*(ushort*)(row + 2));
            var fifth = *(uint*)(row + head);
            var target = (sbyte*)panel + format.ScaleBytes() + (lane * 2);
            for (var i = 0; i < 32; i++)
            {
                var bits = row[head + 4 + (i % 16)];
                var value = (i < 16 ? bits & 15 : bits >> 4) | (int)(((fifth >> i) & 1) << 4);
                target[(i / 2 * 32) + (i % 2)] = (sbyte)(hasMinimum ? value : value - 16);
            }
        }
    }
}
