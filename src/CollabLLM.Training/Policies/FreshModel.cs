using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;

namespace CollabLLM.Training.Policies;

/// <summary>
/// Models to be trained from nothing: a file of random weights, which <see cref="PolicyFile.Load"/> then reads like any other. Matrices are normal
/// with standard deviation 0.02, those that write to the stream divided by √(2 · blocks) (Radford et al. 2019, GPT-2); norms are 1 and biases 0.
/// </summary>
public static class FreshModel
{
    private const double Spread = 0.02;

    /// <summary>Writes the file.</summary>
    /// <param name="path">What was there is replaced.</param>
    /// <param name="shape">Sizes; the architecture decides about biases (qwen2) and norms of heads (qwen3).</param>
    /// <param name="described">What else the file says about itself: name, tokenizer, template.</param>
    /// <param name="tied">Whether the output is the embedding.</param>
    /// <param name="seed">The same seed gives the same weights.</param>
    public static void Write(string path, ModelShape shape, IReadOnlyDictionary<string, GgufValue> described, bool tied, int seed)
    {
        var random = new Random(seed);
        var writer = new GgufWriter();
        foreach (var (key, value) in Describe(shape)) writer.Add(key, value);
        foreach (var (key, value) in described) writer.Add(key, value);
        var deep = Spread / Math.Sqrt(2.0 * shape.Layers);
        Matrix("token_embd", shape.Width, shape.Vocabulary, Spread);
        for (var i = 0; i < shape.Layers; i++)
        {
            var p = $"blk.{i}.";
            Vector(p + "attn_norm.weight", shape.Width, 1);
            Matrix(p + "attn_q", shape.Width, shape.QueryWidth, Spread);
            Matrix(p + "attn_k", shape.Width, shape.KeyWidth, Spread);
            Matrix(p + "attn_v", shape.Width, shape.KeyWidth, Spread);
            Matrix(p + "attn_output", shape.QueryWidth, shape.Width, deep);
            Vector(p + "ffn_norm.weight", shape.Width, 1);
            Matrix(p + "ffn_gate", shape.Width, shape.FeedForward, Spread);
            Matrix(p + "ffn_up", shape.Width, shape.FeedForward, Spread);
            Matrix(p + "ffn_down", shape.FeedForward, shape.Width, deep);
            if (shape.Architecture == "qwen2")
            {
                Vector(p + "attn_q.bias", shape.QueryWidth, 0);
                Vector(p + "attn_k.bias", shape.KeyWidth, 0);
                Vector(p + "attn_v.bias", shape.KeyWidth, 0);
            }
            if (shape.Architecture == "qwen3")
            {
                Vector(p + "attn_q_norm.weight", shape.HeadSize, 1);
                Vector(p + "attn_k_norm.weight", shape.HeadSize, 1);
            }
        }
        Vector("output_norm.weight", shape.Width, 1);
        if (!tied) Matrix("output", shape.Width, shape.Vocabulary, Spread);
        writer.Save(path);

        void Matrix(string name, int columns, int rows, double deviation)
        {
            var values = new float[rows * columns];
            for (var i = 0; i < values.Length; i++) values[i] = (float)(deviation * Normal(random));
            writer.Add(name + ".weight", GgmlType.F32, [columns, rows], GgmlRows.Encode(GgmlType.F32, values));
        }

        void Vector(string name, int count, float value) => writer.Add(name, GgmlType.F32, [count], GgmlRows.Encode(GgmlType.F32, Enumerable.Repeat(value, count).ToArray()));
    }

    /// <summary>The sizes of a decoder as a file states them.</summary>
    internal static IEnumerable<KeyValuePair<string, GgufValue>> Describe(ModelShape shape)
    {
        var p = shape.Architecture + ".";
        yield return new("general.architecture", GgufValue.From(shape.Architecture));
        yield return new(p + "block_count", GgufValue.From((uint)shape.Layers));
        yield return new(p + "context_length", GgufValue.From((uint)shape.TrainedContext));
        yield return new(p + "embedding_length", GgufValue.From((uint)shape.Width));
        yield return new(p + "feed_forward_length", GgufValue.From((uint)shape.FeedForward));
        yield return new(p + "attention.head_count", GgufValue.From((uint)shape.Heads));
        yield return new(p + "attention.head_count_kv", GgufValue.From((uint)shape.KeyHeads));
        yield return new(p + "attention.key_length", GgufValue.From((uint)shape.HeadSize));
        yield return new(p + "attention.value_length", GgufValue.From((uint)shape.HeadSize));
        yield return new(p + "attention.layer_norm_rms_epsilon", GgufValue.From(shape.NormEpsilon));
        yield return new(p + "rope.dimension_count", GgufValue.From((uint)shape.RopeSize));
        yield return new(p + "rope.freq_base", GgufValue.From(shape.RopeBase));
        yield return new(p + "vocab_size", GgufValue.From((uint)shape.Vocabulary));
        if (shape.RopeLinearFactor == 1) yield break;
        yield return new(p + "rope.scaling.type", GgufValue.From("linear"));
        yield return new(p + "rope.scaling.factor", GgufValue.From(shape.RopeLinearFactor));
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
