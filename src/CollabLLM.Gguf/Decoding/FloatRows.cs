using CollabLLM.Gguf.Kernels;

namespace CollabLLM.Gguf.Decoding;

/// <summary>Rows of floats, each with room up to the next multiple of 32, as the matrix kernels write whole panels.</summary>
internal sealed unsafe class FloatRows(int rows, int columns) : IDisposable
{
    private readonly NativeBuffer _data = new((long)rows * ((columns + 31) / 32 * 32) * sizeof(float));

    public int Rows { get; } = rows;

    /// <summary>Distance between rows in floats.</summary>
    public int Stride { get; } = (columns + 31) / 32 * 32;

    public float* Row(int row) => _data.Floats + ((long)row * Stride);

    public void Dispose() => _data.Dispose();
}
