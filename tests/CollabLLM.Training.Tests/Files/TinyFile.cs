using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Gguf.Tests.Kernels;

namespace CollabLLM.Training.Tests.Files;

/// <summary>A random model in every form that the decoder runs; norms and biases are random too, so that leaving one out shows.</summary>
internal sealed record TinyFile
{
    public const int Vocabulary = 259;

    public string Architecture { get; init; } = "llama";

    public GgmlType Type { get; init; } = GgmlType.F32;

    /// <summary>256 fills the blocks of every type.</summary>
    public int Width { get; init; } = 64;

    public int Heads { get; init; } = 4;

    public int KeyHeads { get; init; } = 2;

    public int HeadSize { get; init; } = 16;

    /// <summary>Values of a head that turn.</summary>
    public int Turning { get; init; } = 16;

    public bool Tied { get; init; }

    /// <summary>Linear scaling of positions; 1 is none.</summary>
    public float Linear { get; init; } = 1;

    /// <summary>Llama 3's divisors of frequencies.</summary>
    public bool Factors { get; init; }

    public int Layers { get; init; } = 2;

    public int Seed { get; init; } = 1;

    public string Save(TemporaryFolder folder, string name = "tiny.gguf")
    {
        var seed = Seed * 1000;
        var writer = new GgufWriter()
            .Add("general.architecture", GgufValue.From(Architecture))
            .Add($"{Architecture}.block_count", GgufValue.From((uint)Layers))
            .Add($"{Architecture}.context_length", GgufValue.From(128u))
            .Add($"{Architecture}.embedding_length", GgufValue.From((uint)Width))
            .Add($"{Architecture}.feed_forward_length", GgufValue.From(256u))
            .Add($"{Architecture}.attention.head_count", GgufValue.From((uint)Heads))
            .Add($"{Architecture}.attention.head_count_kv", GgufValue.From((uint)KeyHeads))
            .Add($"{Architecture}.attention.key_length", GgufValue.From((uint)HeadSize))
            .Add($"{Architecture}.attention.value_length", GgufValue.From((uint)HeadSize))
            .Add($"{Architecture}.rope.dimension_count", GgufValue.From((uint)Turning))
            .Add($"{Architecture}.rope.freq_base", GgufValue.From(5000f))
            .Add($"{Architecture}.attention.layer_norm_rms_epsilon", GgufValue.From(1e-5f));
        if (Linear != 1)
        {
            writer.Add($"{Architecture}.rope.scaling.type", GgufValue.From("linear")).Add($"{Architecture}.rope.scaling.factor", GgufValue.From(Linear));
        }
        Assert.Equal(Vocabulary, TinyGguf.BytePairs(writer));
        Matrix("token_embd", Width, Vocabulary);
        for (var i = 0; i < Layers; i++)
        {
            var p = $"blk.{i}.";
            Vector(p + "attn_norm.weight", Width, 1);
            Matrix(p + "attn_q", Width, Heads * HeadSize);
            Matrix(p + "attn_k", Width, KeyHeads * HeadSize);
            Matrix(p + "attn_v", Width, KeyHeads * HeadSize);
            Matrix(p + "attn_output", Heads * HeadSize, Width);
            Vector(p + "ffn_norm.weight", Width, 1);
            Matrix(p + "ffn_gate", Width, 256);
            Matrix(p + "ffn_up", Width, 256);
            Matrix(p + "ffn_down", 256, Width);
            if (Architecture == "qwen2")
            {
                Vector(p + "attn_q.bias", Heads * HeadSize, 0);
                Vector(p + "attn_k.bias", KeyHeads * HeadSize, 0);
                Vector(p + "attn_v.bias", KeyHeads * HeadSize, 0);
            }
            if (Architecture == "qwen3")
            {
                Vector(p + "attn_q_norm.weight", HeadSize, 1);
                Vector(p + "attn_k_norm.weight", HeadSize, 1);
            }
        }
        Vector("output_norm.weight", Width, 1);
        if (!Tied) Matrix("output", Width, Vocabulary);
        if (Factors) Vector("rope_freqs.weight", Turning / 2, 2);
        var path = Path.Combine(folder.Path, name);
        writer.Save(path);
        return path;

        void Matrix(string tensor, int columns, int rows) =>
            writer.Add(tensor + ".weight", Type, [columns, rows], RandomRows.Make(Type, rows, columns, seed++, 2.5f / MathF.Sqrt(columns)));

        void Vector(string tensor, int count, float center)
        {
            var random = new Random(seed++);
            writer.Add(tensor, GgmlType.F32, [count], GgmlRows.Encode(GgmlType.F32, [.. Enumerable.Range(0, count).Select(_ => center + random.NextSingle() - 0.5f)]));
        }
    }

    /// <summary>Random tokens that are not special.</summary>
    public static int[] Tokens(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(3, Vocabulary))];
    }
}
