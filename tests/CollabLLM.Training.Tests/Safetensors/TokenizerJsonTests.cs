using System.Text.Json;
using CollabLLM.Training.Safetensors;

namespace CollabLLM.Training.Tests.Safetensors;

public sealed class TokenizerJsonTests
{
    private const string Split = """{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":PATTERN}},{"type":"ByteLevel"}]}""";
    private const string Words = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    [Fact]
    public void The_rules_for_words_are_known_by_their_patterns()
    {
        Assert.Equal("gpt-2", Rules("""{"type":"ByteLevel"}"""));
        Assert.Equal("smollm", Rules("""{"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},{"type":"ByteLevel"}]}"""));
        Assert.Equal("llama-bpe", Rules(Split.Replace("PATTERN", JsonSerializer.Serialize(Words), StringComparison.Ordinal)));
        Assert.Equal("qwen2", Rules(Split.Replace("PATTERN", JsonSerializer.Serialize(Words.Replace("{1,3}", "", StringComparison.Ordinal)), StringComparison.Ordinal)));
        Assert.Throws<TrainingException>(() => Rules("""{"type":"Whitespace"}"""));
    }

    [Fact]
    public void Merges_added_tokens_and_padding_are_taken_over()
    {
        var read = Read("""{"type":"ByteLevel"}""", """["a b",["ab","c"]]""");
        Assert.Equal(new[] { "a b", "ab c" }, read["tokenizer.ggml.merges"]);
        Assert.Equal(new[] { "a", "b", "<|end|>", "[tool]", "[PAD4]" }, read["tokenizer.ggml.tokens"]);
        Assert.Equal(new[] { 1L, 1, 3, 4, 5 }, read["tokenizer.ggml.token_type"]);
        Assert.Equal(2L, read["tokenizer.ggml.eos_token_id"]);
    }

    private static object Rules(string words) => Read(words, "[]")["tokenizer.ggml.pre"];

    private static Dictionary<string, object> Read(string words, string merges)
    {
        using var root = JsonDocument.Parse(
            """{"added_tokens":[{"id":2,"content":"<|end|>","special":true},{"id":3,"content":"[tool]","special":false}],"pre_tokenizer":WORDS,"model":{"type":"BPE","vocab":{"a":0,"b":1},"merges":MERGES}}"""
                .Replace("WORDS", words, StringComparison.Ordinal).Replace("MERGES", merges, StringComparison.Ordinal));
        using var settings = JsonDocument.Parse("""{"eos_token":"<|end|>"}""");
        return TokenizerJson.Read("tokenizer.json", root.RootElement, settings.RootElement, null, 5).ToDictionary(m => m.Key, m => m.Value.Value);
    }
}
