using CollabLLM.Gguf.Format;

namespace CollabLLM.Models.Tests.Builtin;

/// <summary>Writes a model of two blocks, or an adapter for it, with random weights. Its vocabulary is the bytes, so a token is a byte.</summary>
internal static class TinyGguf
{
    public const int Context = 512;
    private const int Width = 64;
    private const int FeedForward = 96;
    private const int Layers = 2;

    public static string Model(string folder, string name, string architecture = "llama", int seed = 1)
    {
        string[] tokens = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", .. ByteNames()];
        var random = new Random(seed);
        var writer = new GgufWriter()
            .Add("general.architecture", GgufValue.From(architecture))
            .Add($"{architecture}.block_count", GgufValue.From((uint)Layers))
            .Add($"{architecture}.context_length", GgufValue.From((uint)Context))
            .Add($"{architecture}.embedding_length", GgufValue.From((uint)Width))
            .Add($"{architecture}.feed_forward_length", GgufValue.From((uint)FeedForward))
            .Add($"{architecture}.attention.head_count", GgufValue.From(4u))
            .Add($"{architecture}.attention.head_count_kv", GgufValue.From(2u))
            .Add($"{architecture}.attention.layer_norm_rms_epsilon", GgufValue.From(1e-5f))
            .Add("tokenizer.ggml.model", GgufValue.From("gpt2"))
            .Add("tokenizer.ggml.pre", GgufValue.From("smollm"))
            .Add("tokenizer.ggml.tokens", GgufValue.From(tokens))
            .Add("tokenizer.ggml.token_type", GgufValue.From(tokens.Select((_, i) => i < 3 ? 3 : 1)))
            .Add("tokenizer.ggml.merges", GgufValue.From(Array.Empty<string>()))
            .Add("tokenizer.ggml.bos_token_id", GgufValue.From(1u))
            .Add("tokenizer.ggml.eos_token_id", GgufValue.From(2u));
        Add(writer, "token_embd.weight", random, Width, tokens.Length);
        Ones(writer, "output_norm.weight");
        for (var i = 0; i < Layers; i++)
        {
            Ones(writer, $"blk.{i}.attn_norm.weight");
            Add(writer, $"blk.{i}.attn_q.weight", random, Width, Width);
            Add(writer, $"blk.{i}.attn_k.weight", random, Width, 32);
            Add(writer, $"blk.{i}.attn_v.weight", random, Width, 32);
            Add(writer, $"blk.{i}.attn_output.weight", random, Width, Width);
            Ones(writer, $"blk.{i}.ffn_norm.weight");
            Add(writer, $"blk.{i}.ffn_gate.weight", random, Width, FeedForward);
            Add(writer, $"blk.{i}.ffn_up.weight", random, Width, FeedForward);
            Add(writer, $"blk.{i}.ffn_down.weight", random, FeedForward, Width);
        }
        return Save(writer, folder, name);
    }

    public static string Adapter(string folder, string name, string architecture = "llama", int seed = 7)
    {
        const int Rank = 4;
        var random = new Random(seed);
        var writer = new GgufWriter()
            .Add("general.type", GgufValue.From("adapter"))
            .Add("general.architecture", GgufValue.From(architecture))
            .Add("adapter.type", GgufValue.From("lora"))
            .Add("adapter.lora.alpha", GgufValue.From(8f));
        Add(writer, "blk.0.attn_q.weight.lora_a", random, Width, Rank);
        Add(writer, "blk.0.attn_q.weight.lora_b", random, Rank, Width);
        Add(writer, "blk.1.ffn_down.weight.lora_a", random, FeedForward, Rank);
        Add(writer, "blk.1.ffn_down.weight.lora_b", random, Rank, Width);
        return Save(writer, folder, name);
    }

    /// <summary>The characters that stand for bytes in byte-level vocabularies: the printable ones themselves, others from U+0100 on.</summary>
    private static IEnumerable<string> ByteNames()
    {
        var others = 0;
        for (var value = 0; value < 256; value++)
        {
            var printable = value is >= 33 and <= 126 or >= 161 and <= 172 or >= 174;
            yield return ((char)(printable ? value : 256 + others++)).ToString();
        }
    }

    private static void Add(GgufWriter writer, string name, Random random, int columns, int rows)
    {
        var values = new float[columns * rows];
        for (var i = 0; i < values.Length; i++) values[i] = (random.NextSingle() - 0.5f) * 0.6f;
        writer.Add(name, GgmlType.F32, [columns, rows], GgmlRows.Encode(GgmlType.F32, values));
    }

    private static void Ones(GgufWriter writer, string name) =>
        writer.Add(name, GgmlType.F32, [Width], GgmlRows.Encode(GgmlType.F32, Enumerable.Repeat(1f, Width).ToArray()));

    private static string Save(GgufWriter writer, string folder, string name)
    {
        var path = Path.Combine(folder, name);
        writer.Save(path);
        return path;
    }
}
