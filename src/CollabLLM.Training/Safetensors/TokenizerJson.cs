using System.Text.Json;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tokenization;

namespace CollabLLM.Training.Safetensors;

/// <summary>A tokenizer.json (byte-level BPE) with its tokenizer_config.json, as the metadata of GGUF.</summary>
internal static class TokenizerJson
{
    private const string Words = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}NUMBERS| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <param name="path">The tokenizer.json.</param>
    /// <param name="root">Its content.</param>
    /// <param name="settings">The content of tokenizer_config.json, or an empty object.</param>
    /// <param name="template">The content of chat_template.jinja, which wins over the settings; null without one.</param>
    /// <param name="rows">Rows of the embedding; tokens without a text are filled up to it.</param>
    public static IEnumerable<KeyValuePair<string, GgufValue>> Read(string path, JsonElement root, JsonElement settings, string? template, int rows)
    {
        var model = root.GetProperty("model");
        Require(model.GetProperty("type").GetString() == "BPE", "is no byte-pair tokenizer");
        Require(
            !root.TryGetProperty("normalizer", out var normalizer) || normalizer.ValueKind == JsonValueKind.Null || normalizer.GetProperty("type").GetString() == "NFC",
            "changes text before it cuts it, which is not supported");
        var (pieces, kinds) = (new string?[rows], new int[rows]);
        foreach (var token in model.GetProperty("vocab").EnumerateObject()) Put(token.Value.GetInt32(), token.Name, TokenKind.Normal);
        if (root.TryGetProperty("added_tokens", out var added))
        {
            foreach (var token in added.EnumerateArray())
            {
                Put(token.GetProperty("id").GetInt32(), token.GetProperty("content").GetString()!, token.GetProperty("special").GetBoolean() ? TokenKind.Control : TokenKind.UserDefined);
            }
        }
        for (var i = 0; i < rows; i++)
        {
            if (pieces[i] is null) Put(i, $"[PAD{i}]", TokenKind.Unused);
        }
        yield return new("tokenizer.ggml.model", GgufValue.From("gpt2"));
        yield return new("tokenizer.ggml.pre", GgufValue.From(Rules()));
        yield return new("tokenizer.ggml.tokens", GgufValue.From(pieces.Select(p => p!)));
        yield return new("tokenizer.ggml.token_type", GgufValue.From(kinds));
        yield return new("tokenizer.ggml.merges", GgufValue.From(model.GetProperty("merges").EnumerateArray().Select(
            m => m.ValueKind == JsonValueKind.Array ? $"{m[0].GetString()} {m[1].GetString()}" : m.GetString()!)));
        if (Special("bos_token") is { } bos) yield return new("tokenizer.ggml.bos_token_id", GgufValue.From((uint)bos));
        if (Special("eos_token") is { } eos) yield return new("tokenizer.ggml.eos_token_id", GgufValue.From((uint)eos));
        if (settings.TryGetProperty("add_bos_token", out var add) && add.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            yield return new("tokenizer.ggml.add_bos_token", GgufValue.From(add.GetBoolean()));
        }
        if ((template ?? Template()) is { } source) yield return new("tokenizer.chat_template", GgufValue.From(source));

        void Put(int id, string piece, TokenKind kind)
        {
            Require(id >= 0 && id < rows, $"has a token {id}, beyond the {rows} rows of the embedding");
            (pieces[id], kinds[id]) = (piece, (int)kind);
        }

        // The rules have names in GGUF; there, only known ones exist.
        string Rules()
        {
            var all = root.GetProperty("pre_tokenizer");
            JsonElement[] steps = all.GetProperty("type").GetString() == "Sequence" ? [.. all.GetProperty("pretokenizers").EnumerateArray()] : [all];
            string?[] types = [.. steps.Select(s => s.GetProperty("type").GetString())];
            var pattern = types is ["Split", "ByteLevel"] && steps[0].GetProperty("pattern").TryGetProperty("Regex", out var regex) ? regex.GetString() : null;
            var rules = types switch
            {
                ["ByteLevel"] => "gpt-2",
                ["Digits", "ByteLevel"] when steps[0].GetProperty("individual_digits").GetBoolean() => "smollm",
                _ when pattern == Words.Replace("NUMBERS", "{1,3}", StringComparison.Ordinal) => "llama-bpe",
                _ when pattern == Words.Replace("NUMBERS", "", StringComparison.Ordinal) => "qwen2",
                _ => null,
            };
            Require(rules is not null, "cuts text into words by rules that are not supported");
            return rules!;
        }

        int? Special(string name)
        {
            if (!settings.TryGetProperty(name, out var value)) return null;
            var text = value.ValueKind == JsonValueKind.Object ? value.GetProperty("content").GetString() : value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            return text is not null && Array.IndexOf(pieces, text) is >= 0 and var id ? id : null;
        }

        string? Template()
        {
            if (!settings.TryGetProperty("chat_template", out var value)) return null;
            if (value.ValueKind == JsonValueKind.String) return value.GetString();
            return value.ValueKind == JsonValueKind.Array
                ? value.EnumerateArray().FirstOrDefault(t => t.GetProperty("name").GetString() == "default") is { ValueKind: JsonValueKind.Object } chosen ? chosen.GetProperty("template").GetString() : null
                : null;
        }

        void Require(bool holds, string problem)
        {
            if (!holds) throw new TrainingException($"{path} {problem}.");
        }
    }
}
