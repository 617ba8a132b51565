using System.Globalization;
using System.Text;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tokenization;

namespace CollabLLM.Bench.Decoding;

/// <summary>
/// A vocabulary of a few hundred tokens, made by joining the commonest neighbours of a text without regard to words: so that it shows
/// at once when two programs cut words differently.
/// </summary>
internal static class TinyVocabulary
{
    private const int Joins = 400;

    public static readonly string[] Texts =
    [
        "Hello world! It's 2026, isn't it? We'll see -- THEY'RE here, I'D say.",
        "  leading, trailing  \n\n and\ttabs \r\n mixed \n  lines\n",
        "numbers 1 12 123 1234567 3.14 1,000 ½ ² Ⅳ 五",
        "русский язык, naïve café, größe, Ελληνικά, 한국어 数学の問題 ไทย हिन्दी",
        "emoji 😀👩‍👩‍👧 and 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝟘𝟙",
        "code: if (x<=10){return a[i]+=\"q\";} // ok\n\tfor i in range(3):\n        pass",
        "http://a.b/c?d=e&f=g#h user@example.org #tag @me $5 50% a_b-c…—“quoted” ‘x’",
        "spaces   between     words and nbsp\u00a0here \u3000wide",
        "",
        " ",
        "a",
    ];

    /// <summary>Texts to cut, whole and in pieces, and whether names of control tokens in them count.</summary>
    public static IEnumerable<(string Text, bool Special)> Questions(string tokenizer)
    {
        var random = new Random(7);
        var all = string.Concat(Texts);
        var control = tokenizer == "llama" ? "</s>" : "<|end|>";
        string[] texts = [.. Texts, .. Enumerable.Range(0, 40).Select(_ => Piece(all, random) + Piece(all, random)), $"a {control} b{control}", $"{control}\n\n{control} c"];
        return [.. texts.Select(t => (t, false)), .. texts.Select(t => (t, true))];
    }

    private static string Piece(string text, Random random)
    {
        var start = random.Next(text.Length);
        var length = Math.Min(random.Next(1, 20), text.Length - start);
        // No half of a surrogate pair.
        if (char.IsLowSurrogate(text[start])) (start, length) = (start + 1, length - 1);
        if (length > 0 && char.IsHighSurrogate(text[start + length - 1])) length--;
        return text.Substring(start, Math.Max(0, length));
    }

    /// <summary>Byte-level BPE with the named rules for words.</summary>
    public static int AddBytePairs(GgufWriter writer, string words)
    {
        var symbols = string.Join('\n', Texts).Select(c => c.ToString()).SelectMany(s => Encoding.UTF8.GetBytes(s)).Select(b => ByteLevel.Character(b).ToString()).ToList();
        List<string> tokens = ["<|start|>", "<|end|>", .. Enumerable.Range(0, 256).Select(i => ByteLevel.Character((byte)i).ToString())];
        List<string> merges = [];
        foreach (var (left, right) in Pairs(symbols))
        {
            merges.Add($"{left} {right}");
            if (!tokens.Contains(left + right)) tokens.Add(left + right);
        }
        writer.Add("tokenizer.ggml.model", GgufValue.From("gpt2"))
            .Add("tokenizer.ggml.pre", GgufValue.From(words))
            .Add("tokenizer.ggml.tokens", GgufValue.From(tokens))
            .Add("tokenizer.ggml.token_type", GgufValue.From(tokens.Select((_, i) => i < 2 ? (int)TokenKind.Control : (int)TokenKind.Normal)))
            .Add("tokenizer.ggml.merges", GgufValue.From(merges))
            .Add("tokenizer.ggml.add_bos_token", GgufValue.From(false))
            .Add("tokenizer.ggml.bos_token_id", GgufValue.From(0u))
            .Add("tokenizer.ggml.eos_token_id", GgufValue.From(1u));
        return tokens.Count;
    }

    /// <summary>SentencePiece with scores in the order of joining.</summary>
    public static int AddSentencePiece(GgufWriter writer)
    {
        var symbols = string.Join('\n', Texts).Replace(' ', '▁').EnumerateRunes().Where(r => r.Value < 0x2600).Select(r => r.ToString()).ToList();
        List<string> tokens = ["<unk>", "<s>", "</s>", .. Enumerable.Range(0, 256).Select(i => string.Create(CultureInfo.InvariantCulture, $"<0x{i:X2}>"))];
        var bytes = tokens.Count;
        tokens.AddRange(symbols.Distinct());
        foreach (var (left, right) in Pairs(symbols))
        {
            if (!tokens.Contains(left + right)) tokens.Add(left + right);
        }
        writer.Add("tokenizer.ggml.model", GgufValue.From("llama"))
            .Add("tokenizer.ggml.tokens", GgufValue.From(tokens))
            .Add("tokenizer.ggml.scores", GgufValue.From(tokens.Select((_, i) => i < bytes ? 0f : bytes - i)))
            .Add("tokenizer.ggml.token_type", GgufValue.From(tokens.Select((_, i) => i == 0 ? (int)TokenKind.Unknown : i < 3 ? (int)TokenKind.Control : i < bytes ? (int)TokenKind.Byte : (int)TokenKind.Normal)))
            .Add("tokenizer.ggml.add_bos_token", GgufValue.From(false))
            .Add("tokenizer.ggml.bos_token_id", GgufValue.From(1u))
            .Add("tokenizer.ggml.eos_token_id", GgufValue.From(2u))
            .Add("tokenizer.ggml.unknown_token_id", GgufValue.From(0u));
        return tokens.Count;
    }

    private static IEnumerable<(string Left, string Right)> Pairs(List<string> symbols)
    {
        for (var join = 0; join < Joins && symbols.Count > 1; join++)
        {
            var best = symbols.Zip(symbols.Skip(1)).CountBy(p => p).MaxBy(p => (p.Value, -p.Key.First.Length, -p.Key.First[0])).Key;
            yield return best;
            for (var i = 0; i + 1 < symbols.Count; i++)
            {
                if (symbols[i] != best.First || symbols[i + 1] != best.Second) continue;
                symbols[i] += symbols[i + 1];
                symbols.RemoveAt(i + 1);
            }
        }
    }
}
