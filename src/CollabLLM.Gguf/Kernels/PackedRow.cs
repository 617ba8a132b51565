using System.Runtime.CompilerServices;

namespace CollabLLM.Gguf.Kernels;

/// <summary>Reads single rows back out of a <see cref="PackedMatrix"/>: for embeddings and for checks.</summary>
internal static unsafe class PackedRow
{
    private const int Rows = PackedFormats.PanelRows;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Dequantize(PackedMatrix matrix, int row, Span<float> target)
    {
        var group = matrix.Panel(row / Rows);
        var lane = row % Rows;
        var format = matrix.Format;
        for (var i = 0; i < matrix.Groups; i++, group += format.GroupBytes())
        {
            switch (format)
            {
                case PackedFormat.Nibbles:
                    var halves = (ushort*)group;
                    Nibbles(group + 64, lane, HalfFloat.ToSingle(halves[lane]), HalfFloat.ToSingle(halves[Rows + lane]), target.Slice(i * 32, 32));
                    break;
                case PackedFormat.NibblesWide:
                    Nibbles(group + 128, lane, ((float*)group)[lane], ((float*)group)[Rows + lane], target.Slice(i * 32, 32));
                    break;
                case PackedFormat.Bytes:
                    Bytes((sbyte*)group + 64, lane, ((float*)group)[lane], ((float*)group)[lane], 0, target.Slice(i * 32, 32));
                    break;
                case PackedFormat.BytesWithMinimum:
                    Bytes((sbyte*)group + 128, lane, ((float*)group)[lane], ((float*)group)[lane], ((float*)group)[Rows + lane], target.Slice(i * 32, 32));
                    break;
                case PackedFormat.BytesBySixteen:
                    Bytes((sbyte*)group + 128, lane, ((float*)group)[lane], ((float*)group)[Rows + lane], 0, target.Slice(i * 32, 32));
                    break;
                case PackedFormat.Floats:
                    target[i] = ((float*)group)[lane];
                    break;
                case PackedFormat.Halves:
                    target[i] = HalfFloat.ToSingle(((ushort*)group)[lane]);
                    break;
                default:
                    target[i] = HalfFloat.BFloatToSingle(((ushort*)group)[lane]);
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Nibbles(byte* bits, int lane, float scale, float minimum, Span<float> target)
    {
        for (var i = 0; i < 16; i++)
        {
            var both = bits[(i / 4 * 64) + (lane * 4) + (i % 4)];
            target[i] = (scale * (both & 15)) + minimum;
            target[i + 16] = (scale * (both >> 4)) + minimum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Bytes(sbyte* weights, int lane, float first, float second, float minimum, Span<float> target)
    {
        for (var i = 0; i < 32; i++)
        {
            target[i] = ((i < 16 ? first : second) * weights[(i / 2 * 32) + (lane * 2) + (i % 2)]) + minimum;
        }
    }
}
