using CollabLLM.Gguf.Format;

namespace CollabLLM.Gguf.Kernels;

/// <summary>Repacks the rows of a GGUF tensor, as they lie in the file, into a <see cref="PackedMatrix"/>.</summary>
internal static unsafe class MatrixPacker
{
    private const int Rows = PackedFormats.PanelRows;

    /// <summary>The packed form of a file type, or null where the kernels have none and the weights must be given as floats.</summary>
    public static PackedFormat? FormatOf(GgmlType type) => type switch
    {
        GgmlType.Q4_0 or GgmlType.Q4_1 => PackedFormat.Nibbles,
        GgmlType.Q4_K => PackedFormat.NibblesWide,
        GgmlType.Q8_0 or GgmlType.Q5_0 => PackedFormat.Bytes,
        GgmlType.Q5_K or GgmlType.Q5_1 => PackedFormat.BytesWithMinimum,
        GgmlType.Q6_K => PackedFormat.BytesBySixteen,
        GgmlType.F32 => PackedFormat.Floats,
        GgmlType.F16 => PackedFormat.Halves,
        GgmlType.BF16 => PackedFormat.BFloats,
        _ => null,
    };

    /// <param name="type">Type of the source; one that <see cref="FormatOf"/> knows.</param>
    /// <param name="source">First row.</param>
    /// <param name="rowBytes">Distance between rows in bytes.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Values in a row; a multiple of the type's block.</param>
    /// <param name="level">Instructions the products will use.</param>
    /// <param name="pool">Threads that do the work.</param>
    public static PackedMatrix Pack(GgmlType type, byte* source, long rowBytes, int rows, int columns, KernelLevel level, WorkerPool pool)
    {
        var format = FormatOf(type) ?? throw new ArgumentOutOfRangeException(nameof(type), type, "There is no kernel for this type.");
        var matrix = new PackedMatrix(format, rows, columns, level);
        pool.Run(new Job(type, source, rowBytes, matrix), matrix.Panels, 8);
        return matrix;
    }

    private static void PackRow(GgmlType type, byte* row, PackedMatrix matrix, byte* panel, int lane)
    {
        switch (type)
        {
            case GgmlType.Q4_0:
            case GgmlType.Q4_1:
                BlockPacker.Nibbles(row, type == GgmlType.Q4_1, matrix.Groups, panel, lane);
                break;
            case GgmlType.Q5_0:
            case GgmlType.Q5_1:
                BlockPacker.FiveBits(row, type == GgmlType.Q5_1, matrix.Groups, panel, lane);
                break;
            case GgmlType.Q8_0:
                BlockPacker.Bytes(row, matrix.Groups, panel, lane);
                break;
            case GgmlType.Q4_K:
                for (var i = 0; i < matrix.Groups / 8; i++) SuperBlockPacker.FourBits(row + (i * 144), panel + (i * 8L * matrix.Format.GroupBytes()), lane);
                break;
            case GgmlType.Q5_K:
                for (var i = 0; i < matrix.Groups / 8; i++) SuperBlockPacker.FiveBits(row + (i * 176), panel + (i * 8L * matrix.Format.GroupBytes()), lane);
                break;
            case GgmlType.Q6_K:
                for (var i = 0; i < matrix.Groups / 8; i++) SuperBlockPacker.SixBits(row + (i * 210), panel + (i * 8L * matrix.Format.GroupBytes()), lane);
                break;
            case GgmlType.F32:
                for (var i = 0; i < matrix.Columns; i++) ((uint*)panel)[(i * Rows) + lane] = ((uint*)row)[i];
                break;
            default:
                for (var i = 0; i < matrix.Columns; i++) ((ushort*)panel)[(i * Rows) + lane] = ((ushort*)row)[i];
                break;
        }
    }

    private sealed class Job(GgmlType type, byte* source, long rowBytes, PackedMatrix matrix) : PoolJob
    {
        public override void Run(int from, int to, int worker)
        {
            for (var row = from * Rows; row < Math.Min(to * Rows, matrix.Rows); row++)
            {
                PackRow(type, source + (row * rowBytes), matrix, matrix.Panel(row / Rows), row % Rows);
            }
        }
    }
}
