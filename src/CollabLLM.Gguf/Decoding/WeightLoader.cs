using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Kernels;

namespace CollabLLM.Gguf.Decoding;

/// <summary>Reads the weights of a decoder from a file into packed matrices.</summary>
internal static unsafe class WeightLoader
{
    /// <param name="pool">Threads that pack; null checks the whole file by its header and leaves the matrices empty.</param>
    public static ModelWeights Load(GgufFile file, string path, KernelLevel level, Precision precision, WorkerPool? pool)
    {
        var shape = ModelShapeReader.Read(file, path);
        var source = new TensorSource(file, path, level, precision, pool);
        try
        {
            var embedding = source.Matrix("token_embd.weight", shape.Width, shape.Vocabulary);
            var weights = new ModelWeights
            {
                Shape = shape,
                Level = level,
                Embedding = embedding,
                Layers = [.. Enumerable.Range(0, shape.Layers).Select(i => Layer(source, shape, i))],
                OutputNorm = source.Vector("output_norm.weight", shape.Width),
                Output = source.OptionalMatrix("output.weight", shape.Width, shape.Vocabulary) ?? embedding,
                RopeFactors = Factors(source, shape),
            };
            source.RequireAllUsed(shape.Architecture);
            return weights;
        }
        catch
        {
            source.Discard();
            throw;
        }
    }

    private static LayerWeights Layer(TensorSource source, ModelShape shape, int index)
    {
        var prefix = $"blk.{index}.";
        var qwen3 = shape.Architecture == "qwen3";
        return new()
        {
            AttentionNorm = source.Vector(prefix + "attn_norm.weight", shape.Width),
            Query = source.Matrix(prefix + "attn_q.weight", shape.Width, shape.QueryWidth),
            Key = source.Matrix(prefix + "attn_k.weight", shape.Width, shape.KeyWidth),
            Value = source.Matrix(prefix + "attn_v.weight", shape.Width, shape.KeyWidth),
            AttentionOutput = source.Matrix(prefix + "attn_output.weight", shape.QueryWidth, shape.Width),
            FeedForwardNorm = source.Vector(prefix + "ffn_norm.weight", shape.Width),
            Gate = source.Matrix(prefix + "ffn_gate.weight", shape.Width, shape.FeedForward),
            Up = source.Matrix(prefix + "ffn_up.weight", shape.Width, shape.FeedForward),
            Down = source.Matrix(prefix + "ffn_down.weight", shape.FeedForward, shape.Width),
            QueryBias = source.OptionalVector(prefix + "attn_q.bias", shape.QueryWidth),
            KeyBias = source.OptionalVector(prefix + "attn_k.bias", shape.KeyWidth),
            ValueBias = source.OptionalVector(prefix + "attn_v.bias", shape.KeyWidth),
            QueryNorm = qwen3 ? source.Vector(prefix + "attn_q_norm.weight", shape.HeadSize) : null,
            KeyNorm = qwen3 ? source.Vector(prefix + "attn_k_norm.weight", shape.HeadSize) : null,
        };
    }

    private static float[] Factors(TensorSource source, ModelShape shape)
    {
        // Other architectures have none in any program, so there is nothing to compare with.
        using var factors = shape.Architecture == "llama" ? source.OptionalVector("rope_freqs.weight", shape.RopeSize / 2) : null;
        return factors is null ? [] : new ReadOnlySpan<float>(factors.Floats, shape.RopeSize / 2).ToArray();
    }
}
