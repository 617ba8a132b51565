using CollabLLM.Gguf.Kernels;

namespace CollabLLM.Gguf.Decoding;

/// <summary>All weights of a decoder, repacked for the kernels. Read-only; any number of decoders and adapters may share them.</summary>
internal sealed class ModelWeights : IDisposable
{
    public required ModelShape Shape { get; init; }

    public required KernelLevel Level { get; init; }

    public required PackedMatrix Embedding { get; init; }

    public required IReadOnlyList<LayerWeights> Layers { get; init; }

    public required NativeBuffer OutputNorm { get; init; }

    /// <summary>The output projection; the embedding itself where the file ties them.</summary>
    public required PackedMatrix Output { get; init; }

    /// <summary>Divisors of the rotation frequencies, or empty.</summary>
    public required float[] RopeFactors { get; init; }

    /// <summary>Memory of the weights in bytes.</summary>
    public long Bytes => Matrices.Sum(m => m.Bytes);

    public long Parameters => Matrices.Sum(m => (long)m.Rows * m.Columns);

    private IEnumerable<PackedMatrix> Matrices => Layers.SelectMany(l => l.Matrices).Append(Embedding).Append(Output).Distinct();

    public void Dispose()
    {
        foreach (var layer in Layers) layer.Dispose();
        Embedding.Dispose();
        Output.Dispose();
        OutputNorm.Dispose();
    }
}
