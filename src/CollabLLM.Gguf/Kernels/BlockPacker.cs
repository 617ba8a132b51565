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
}
