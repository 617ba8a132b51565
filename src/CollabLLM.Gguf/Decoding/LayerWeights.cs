using CollabLLM.Gguf.Kernels;

namespace CollabLLM.Gguf.Decoding;

/// <summary>The tensors of one block.</summary>
internal sealed class LayerWeights : IDisposable
{
    public required NativeBuffer AttentionNorm { get; init; }

    public required PackedMatrix Query { get; init; }

    public required PackedMatrix Key { get; init; }

    public required PackedMatrix Value { get; init; }

    public required PackedMatrix AttentionOutput { get; init; }

    public required NativeBuffer FeedForwardNorm { get; init; }

    public required PackedMatrix Gate { get; init; }

    public required PackedMatrix Up { get; init; }

    public required PackedMatrix Down { get; init; }

    /// <summary>Qwen 2 adds these; elsewhere they are null.</summary>
    public NativeBuffer? QueryBias { get; init; }

    public NativeBuffer? KeyBias { get; init; }

    public NativeBuffer? ValueBias { get; init; }

    /// <summary>Qwen 3 normalises each query and key head; elsewhere they are null.</summary>
    public NativeBuffer? QueryNorm { get; init; }

    public NativeBuffer? KeyNorm { get; init; }

    public ActivationForm AttentionForms => Query.Format.Activations() | Key.Format.Activations() | Value.Format.Activations();

    public ActivationForm FeedForwardForms => Gate.Format.Activations() | Up.Format.Activations();

    public IEnumerable<PackedMatrix> Matrices => [Query, Key, Value, AttentionOutput, Gate, Up, Down];

    public void Dispose()
    {
        foreach (var matrix in Matrices) matrix.Dispose();
        foreach (var vector in new[] { AttentionNorm, FeedForwardNorm, QueryBias, KeyBias, ValueBias, QueryNorm, KeyNorm }) vector?.Dispose();
    }
}
