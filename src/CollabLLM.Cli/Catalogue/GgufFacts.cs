using CollabLLM.Gguf.Format;

namespace CollabLLM.Cli.Catalogue;

/// <summary>What a GGUF file says about itself in its header. Null where it says nothing, or something of another type.</summary>
internal sealed class GgufFacts(GgufFile file)
{
    public string? Architecture => Text("general.architecture");

    public string? Name => Text("general.name");

    /// <summary>Tokens the model was trained to read.</summary>
    public long? Context => Integer($"{Architecture}.context_length");

    public long? Blocks => Integer($"{Architecture}.block_count");

    public long? Width => Integer($"{Architecture}.embedding_length");

    public long? Heads => Integer($"{Architecture}.attention.head_count");

    public long? KeyHeads => Integer($"{Architecture}.attention.head_count_kv") ?? Heads;

    public long Parameters => file.Tensors.Sum(t => t.Count);

    public int? Vocabulary => file.Metadata.TryGetValue("tokenizer.ggml.tokens", out var tokens) && tokens.Value is string[] all ? all.Length : null;

    /// <summary>The kind of tokenizer in words, with the name the file gives it.</summary>
    public string? Tokenizer => Text("tokenizer.ggml.model") switch
    {
        null => null,
        "gpt2" => $"byte-level BPE (gpt2), words by {Text("tokenizer.ggml.pre") ?? "default"}",
        "llama" => "SentencePiece (llama)",
        var other => other,
    };

    public bool HasTemplate => !string.IsNullOrWhiteSpace(Text("tokenizer.chat_template"));

    /// <summary>Tensor types with the number of tensors, of weights and of bytes, the largest first.</summary>
    public IReadOnlyList<TensorTypeFacts> TensorTypes =>
        [.. file.Tensors.GroupBy(t => t.Type)
            .Select(g => new TensorTypeFacts(g.Key.ToString(), g.Count(), g.Sum(t => t.Count), g.Sum(t => t.ByteLength)))
            .OrderByDescending(t => t.Bytes)];

    private string? Text(string key) => file.Metadata.TryGetValue(key, out var value) ? value.Value as string : null;

    private long? Integer(string key) => file.Metadata.TryGetValue(key, out var value) ? value.Value as long? : null;
}
