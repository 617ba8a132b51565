using System.Globalization;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Gguf.Tokenization;

namespace CollabLLM.Gguf.Tests.Tokenization;

/// <summary>Tokenizers with vocabularies small enough to work out by hand what they must do.</summary>
internal static class TokenizerFile
{
    /// <summary>SentencePiece: unknown, begin, end, the given pieces with their scores, and the bytes if asked for.</summary>
    public static Tokenizer SentencePiece(bool bytes, bool? spacePrefix, params (string Piece, float Score)[] pieces)
    {
        List<(string Piece, float Score, TokenKind Kind)> all =
            [("<unk>", 0, TokenKind.Unknown), ("<s>", 0, TokenKind.Control), ("</s>", 0, TokenKind.Control), .. pieces.Select(p => (p.Piece, p.Score, TokenKind.Normal))];
        if (bytes) all.AddRange(Enumerable.Range(0, 256).Select(i => (string.Create(CultureInfo.InvariantCulture, $"<0x{i:X2}>"), 0f, TokenKind.Byte)));
        return Load(writer =>
        {
            writer.Add("tokenizer.ggml.model", GgufValue.From("llama"))
                .Add("tokenizer.ggml.tokens", GgufValue.From(all.Select(p => p.Piece)))
                .Add("tokenizer.ggml.scores", GgufValue.From(all.Select(p => p.Score)))
                .Add("tokenizer.ggml.token_type", GgufValue.From(all.Select(p => (int)p.Kind)))
                .Add("tokenizer.ggml.bos_token_id", GgufValue.From(1u))
                .Add("tokenizer.ggml.eos_token_id", GgufValue.From(2u))
                .Add("tokenizer.ggml.unknown_token_id", GgufValue.From(0u));
            if (spacePrefix is { } prefix) writer.Add("tokenizer.ggml.add_space_prefix", GgufValue.From(prefix));
        });
    }

    /// <summary>Byte-level BPE: a token for each byte in order (0 to 255), one for each merge after them, then the given special tokens.</summary>
    public static Tokenizer BytePairs(string words, string[] merges, params (string Piece, TokenKind Kind)[] special) => Load(writer =>
    {
        string[] tokens = [.. Enumerable.Range(0, 256).Select(i => ByteLevelNames.Of((byte)i)), .. merges.Select(m => m.Replace(" ", "", StringComparison.Ordinal)), .. special.Select(s => s.Piece)];
        writer.Add("tokenizer.ggml.model", GgufValue.From("gpt2"))
            .Add("tokenizer.ggml.pre", GgufValue.From(words))
            .Add("tokenizer.ggml.tokens", GgufValue.From(tokens))
            .Add("tokenizer.ggml.token_type", GgufValue.From(tokens.Select((_, i) => i < 256 + merges.Length ? 1 : (int)special[i - 256 - merges.Length].Kind)))
            .Add("tokenizer.ggml.merges", GgufValue.From(merges));
    });

    public static Tokenizer Load(Action<GgufWriter> fill)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "tokenizer.gguf");
        var writer = new GgufWriter();
        fill(writer);
        writer.Save(path);
        using var file = GgufFile.Open(path);
        return Tokenizer.Load(file);
    }
}
