using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tests.Kernels;
using CollabLLM.Gguf.Tests.Tokenization;

namespace CollabLLM.Gguf.Tests.Format;

/// <summary>Writes a small random model, or an adapter for it, as a GGUF file.</summary>
internal static class TinyGguf
{
    public const int Width = 64;
    private const int FeedForward = 96;
    private const int Layers = 2;

    public static string Model(
        string folder, string architecture = "llama", Action<GgufWriter>? more = null, string? without = null, GgmlType type = GgmlType.Q8_0, bool sentencePiece = false,
        int heads = 4, int? embeddings = null)
    {
        var writer = new GgufWriter()
            .Add("general.architecture", GgufValue.From(architecture))
            .Add($"{architecture}.block_count", GgufValue.From((uint)Layers))
            .Add($"{architecture}.context_length", GgufValue.From(256u))
            .Add($"{architecture}.embedding_length", GgufValue.From((uint)Width))
            .Add($"{architecture}.feed_forward_length", GgufValue.From((uint)FeedForward))
            .Add($"{architecture}.attention.head_count", GgufValue.From((uint)heads))
            .Add($"{architecture}.attention.head_count_kv", GgufValue.From(2u))
            .Add($"{architecture}.attention.layer_norm_rms_epsilon", GgufValue.From(1e-5f));
        var vocabulary = sentencePiece ? SentencePiece(writer) : BytePairs(writer);
        more?.Invoke(writer);
        var seed = 0;
        Matrix("token_embd.weight", Width, embeddings ?? vocabulary);
        Vector("output_norm.weight", Width);
        for (var i = 0; i < Layers; i++)
        {
            Vector($"blk.{i}.attn_norm.weight", Width);
            Matrix($"blk.{i}.attn_q.weight", Width, 64);
            Matrix($"blk.{i}.attn_k.weight", Width, 32);
            Matrix($"blk.{i}.attn_v.weight", Width, 32);
            Matrix($"blk.{i}.attn_output.weight", 64, Width);
            Vector($"blk.{i}.ffn_norm.weight", Width);
            Matrix($"blk.{i}.ffn_gate.weight", Width, FeedForward);
            Matrix($"blk.{i}.ffn_up.weight", Width, FeedForward);
            Matrix($"blk.{i}.ffn_down.weight", FeedForward, Width);
        }
        return Save(writer, folder, "model.gguf");

        void Matrix(string name, int columns, int rows)
        {
            if (name != without) writer.Add(name, type, [columns, rows], RandomRows.Make(type, rows, columns, seed++, 0.3f));
        }

        void Vector(string name, int count)
        {
            if (name != without) writer.Add(name, GgmlType.F32, [count], GgmlRows.Encode(GgmlType.F32, Enumerable.Repeat(1f, count).ToArray()));
        }
    }

    internal static int BytePairs(GgufWriter writer)
    {
        string[] tokens = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", .. Enumerable.Range(0, 256).Select(i => ByteLevelNames.Of((byte)i))];
        writer.Add("tokenizer.ggml.model", GgufValue.From("gpt2"))
            .Add("tokenizer.ggml.pre", GgufValue.From("smollm"))
            .Add("tokenizer.ggml.tokens", GgufValue.From(tokens))
            .Add("tokenizer.ggml.token_type", GgufValue.From(tokens.Select((_, i) => i < 3 ? 3 : 1)))
            .Add("tokenizer.ggml.merges", GgufValue.From(Array.Empty<string>()))
            .Add("tokenizer.ggml.bos_token_id", GgufValue.From(1u))
            .Add("tokenizer.ggml.eos_token_id", GgufValue.From(2u));
        return tokens.Length;
    }

    private static int SentencePiece(GgufWriter writer)
    {
        string[] tokens = ["<unk>", "<s>", "</s>", .. Enumerable.Range(0, 256).Select(i => $"<0x{i:X2}>")];
        writer.Add("tokenizer.ggml.model", GgufValue.From("llama"))
            .Add("tokenizer.ggml.tokens", GgufValue.From(tokens))
            .Add("tokenizer.ggml.scores", GgufValue.From(new float[tokens.Length]))
            .Add("tokenizer.ggml.token_type", GgufValue.From(tokens.Select((_, i) => i == 0 ? 2 : i < 3 ? 3 : 6)))
            .Add("tokenizer.ggml.bos_token_id", GgufValue.From(1u))
            .Add("tokenizer.ggml.eos_token_id", GgufValue.From(2u));
        return tokens.Length;
    }

    public static string Adapter(string folder, string name, string architecture = "llama", string tensor = "blk.0.attn_q.weight", int columns = Width)
    {
        const int Rank = 4;
        var writer = new GgufWriter()
            .Add("general.type", GgufValue.From("adapter"))
            .Add("general.architecture", GgufValue.From(architecture))
            .Add("adapter.type", GgufValue.From("lora"))
            .Add("adapter.lora.alpha", GgufValue.From(8f))
            .Add(tensor + ".lora_a", GgmlType.F32, [columns, Rank], RandomRows.Make(GgmlType.F32, Rank, columns, 91))
            .Add(tensor + ".lora_b", GgmlType.F32, [Rank, 64], RandomRows.Make(GgmlType.F32, 64, Rank, 92));
        return Save(writer, folder, name);
    }

    private static string Save(GgufWriter writer, string folder, string name)
    {
        var path = Path.Combine(folder, name);
        writer.Save(path);
        return path;
    }
}
