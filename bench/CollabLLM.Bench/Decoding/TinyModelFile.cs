using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tests.Kernels;

namespace CollabLLM.Bench.Decoding;

/// <summary>A small random model of an architecture and a tensor type, as a file that every GGUF program reads.</summary>
internal static class TinyModelFile
{
    private const int Width = 256;
    private const int Heads = 4;
    private const int KeyHeads = 2;
    private const int FeedForward = 512;
    private const int Layers = 3;
    private const int Rank = 4;

    public static void Save(string path, string architecture, GgmlType type, string tokenizer, TinyVariation variation = TinyVariation.None)
    {
        var headSize = HeadSize(architecture);
        var writer = new GgufWriter()
            .Add("general.architecture", GgufValue.From(architecture))
            .Add("general.name", GgufValue.From($"tiny {architecture} {type}"))
            .Add($"{architecture}.block_count", GgufValue.From((uint)Layers))
            .Add($"{architecture}.context_length", GgufValue.From(512u))
            .Add($"{architecture}.embedding_length", GgufValue.From((uint)Width))
            .Add($"{architecture}.feed_forward_length", GgufValue.From((uint)FeedForward))
            .Add($"{architecture}.attention.head_count", GgufValue.From((uint)Heads))
            .Add($"{architecture}.attention.head_count_kv", GgufValue.From((uint)KeyHeads))
            .Add($"{architecture}.attention.key_length", GgufValue.From((uint)headSize))
            .Add($"{architecture}.attention.value_length", GgufValue.From((uint)headSize))
            .Add($"{architecture}.attention.layer_norm_rms_epsilon", GgufValue.From(1e-5f))
            .Add($"{architecture}.rope.freq_base", GgufValue.From(50000f))
            .Add($"{architecture}.rope.dimension_count", GgufValue.From((uint)headSize));
        if (variation == TinyVariation.LinearRotation)
        {
            writer.Add($"{architecture}.rope.scaling.type", GgufValue.From("linear")).Add($"{architecture}.rope.scaling.factor", GgufValue.From(4f));
        }
        var vocabulary = tokenizer == "llama" ? TinyVocabulary.AddSentencePiece(writer) : TinyVocabulary.AddBytePairs(writer, tokenizer);
        var seed = 1;
        var tied = variation == TinyVariation.TiedEmbedding;
        Matrix("token_embd.weight", Width, vocabulary, tied ? 0.4f : 1);
        if (!tied) Matrix("output.weight", Width, vocabulary, 0.4f);
        if (variation == TinyVariation.FrequencyFactors) Vector("rope_freqs.weight", headSize / 2, 4);
        Vector("output_norm.weight", Width, 1);
        for (var i = 0; i < Layers; i++)
        {
            var (queries, keys) = (Heads * headSize, KeyHeads * headSize);
            Vector($"blk.{i}.attn_norm.weight", Width, 1);
            Matrix($"blk.{i}.attn_q.weight", Width, queries, 0.15f);
            Matrix($"blk.{i}.attn_k.weight", Width, keys, 0.15f);
            Matrix($"blk.{i}.attn_v.weight", Width, keys, 0.15f);
            Matrix($"blk.{i}.attn_output.weight", queries, Width, 0.15f);
            Vector($"blk.{i}.ffn_norm.weight", Width, 1);
            Matrix($"blk.{i}.ffn_gate.weight", Width, FeedForward, 0.15f);
            Matrix($"blk.{i}.ffn_up.weight", Width, FeedForward, 0.15f);
            Matrix($"blk.{i}.ffn_down.weight", FeedForward, Width, 0.15f);
            if (architecture == "qwen2")
            {
                Vector($"blk.{i}.attn_q.bias", queries, 0);
                Vector($"blk.{i}.attn_k.bias", keys, 0);
                Vector($"blk.{i}.attn_v.bias", keys, 0);
            }
            if (architecture == "qwen3")
            {
                Vector($"blk.{i}.attn_q_norm.weight", headSize, 1);
                Vector($"blk.{i}.attn_k_norm.weight", headSize, 1);
            }
        }
        writer.Save(path);

        void Matrix(string name, int columns, int rows, float size)
        {
            var own = variation == TinyVariation.MixedTypes ? RandomRows.Types[seed % RandomRows.Types.Count] : type;
            writer.Add(name, own, [columns, rows], RandomRows.Make(own, rows, columns, seed++, size));
        }

        void Vector(string name, int count, float center)
        {
            var random = new Random(seed++);
            var values = Enumerable.Range(0, count).Select(_ => center + ((random.NextSingle() - 0.5f) / 4)).ToArray();
            writer.Add(name, GgmlType.F32, [count], GgmlRows.Encode(GgmlType.F32, values));
        }
    }

    /// <summary>A LoRA adapter for all seven matrices of the middle block.</summary>
    /// <param name="a">Type of the first factors.</param>
    /// <param name="b">Type of the second ones.</param>
    public static void SaveAdapter(string path, string architecture, GgmlType a, GgmlType b)
    {
        var headSize = HeadSize(architecture);
        var (queries, keys) = (Heads * headSize, KeyHeads * headSize);
        var writer = new GgufWriter()
            .Add("general.type", GgufValue.From("adapter"))
            .Add("general.architecture", GgufValue.From(architecture))
            .Add("adapter.type", GgufValue.From("lora"))
            .Add("adapter.lora.alpha", GgufValue.From(2f * Rank));
        var seed = 1000;
        foreach (var (name, columns, rows) in new[]
        {
            ("attn_q", Width, queries), ("attn_k", Width, keys), ("attn_v", Width, keys), ("attn_output", queries, Width),
            ("ffn_gate", Width, FeedForward), ("ffn_up", Width, FeedForward), ("ffn_down", FeedForward, Width),
        })
        {
            writer.Add($"blk.1.{name}.weight.lora_a", a, [columns, Rank], RandomRows.Make(a, Rank, columns, seed++, 0.1f));
            writer.Add($"blk.1.{name}.weight.lora_b", b, [Rank, rows], RandomRows.Make(b, rows, Rank, seed++, 0.1f));
        }
        writer.Save(path);
    }

    private static int HeadSize(string architecture) => architecture == "qwen3" ? 128 : Width / Heads;
}
