using System.Runtime.Intrinsics;

namespace CollabLLM.Gguf.Kernels;

/// <summary>
/// A weight matrix in memory of its own, repacked so that 16 rows lie side by side. Rows beyond the last are zero. Safe to read from any
/// number of threads.
/// </summary>
internal sealed unsafe class PackedMatrix : IDisposable
{
    private readonly NativeBuffer _data;

    public PackedMatrix(PackedFormat format, int rows, int columns, KernelLevel level)
    {
        (Format, Rows, Columns, Level) = (format, rows, columns, level);
        Groups = (columns + format.GroupColumns() - 1) / format.GroupColumns();
        Panels = (rows + PackedFormats.PanelRows - 1) / PackedFormats.PanelRows;
        PanelBytes = (long)Groups * format.GroupBytes();
        _data = new(Panels * PanelBytes);
    }

    public PackedFormat Format { get; }

    public int Rows { get; }

    public int Columns { get; }

    public KernelLevel Level { get; }

    /// <summary>Panels of 16 rows.</summary>
    public int Panels { get; }

    /// <summary>Groups of columns in a row.</summary>
    public int Groups { get; }

    public long PanelBytes { get; }

    public long Bytes => _data.Length;

    public byte* Panel(int panel) => _data.Bytes + (panel * PanelBytes);

    /// <summary>16 rows times <paramref name="count"/> tokens; writes 16 floats for each token.</summary>
    public void MultiplyPanel(int panel, ActivationBatch input, int first, int count, float* target, int stride)
    {
        var output = target + (panel * PackedFormats.PanelRows);
        switch (Level)
        {
            case KernelLevel.Avx512:
                Multiply<Lanes512, Vector512<int>, Vector512<float>>(Panel(panel), input, first, count, output, stride);
                break;
            case KernelLevel.Avx2:
                Multiply<Lanes256, Vector256<int>, Vector256<float>>(Panel(panel), input, first, count, output, stride);
                break;
            default:
                Multiply<LanesPortable, Vector256<int>, Vector256<float>>(Panel(panel), input, first, count, output, stride);
                break;
        }
    }

    /// <summary>The weights of one row as floats.</summary>
    public void Dequantize(int row, Span<float> target) => PackedRow.Dequantize(this, row, target);

    public void Dispose() => _data.Dispose();

    private void Multiply<TL, TI, TF>(byte* panel, ActivationBatch input, int first, int count, float* target, int stride)
        where TL : struct, ILanes<TI, TF>
        where TI : struct
        where TF : struct
    {
        switch (Format)
        {
            case PackedFormat.Nibbles:
            case PackedFormat.NibblesWide:
                NibbleKernel<TL, TI, TF>.Run(panel, Format == PackedFormat.NibblesWide, Groups, input, first, count, target, stride);
                break;
            case PackedFormat.Bytes:
            case PackedFormat.BytesWithMinimum:
            case PackedFormat.BytesBySixteen:
                ByteKernel<TL, TI, TF>.Run(panel, Format, Groups, input, first, count, target, stride);
                break;
            default:
                FloatKernel<TL, TI, TF>.Run(panel, Format, Groups, input, first, count, target, stride);
                break;
        }
    }
}
