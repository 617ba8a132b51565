using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tokenization;
using CsCheck;

namespace CollabLLM.Gguf.Tests.Tokenization;

public sealed class BytePairTokenizerTests
{
    // Tokens 256 on: lo, low, er, Ġlow, ew.
    private static readonly string[] Merges = ["l o", "lo w", "e r", "Ġ low", "e w"];

    [Fact]
    public void Pairs_are_joined_in_the_order_of_the_list_and_only_within_words()
    {
        var tokenizer = TokenizerFile.BytePairs("gpt-2", Merges);
        Assert.Equal([257, 258], tokenizer.Encode("lower", false));
        Assert.Equal([259, 258, '!'], tokenizer.Encode(" lower!", false));
        // "e r" comes before "e w", though "e w" would be the first pair of the text.
        Assert.Equal([260, 'e', 258], tokenizer.Encode("eweer", false));
        // The space goes with the word after it: "l" and " o" never meet.
        Assert.Equal(['l', ' ', 'o'], tokenizer.Encode("l o", false));
    }

    [Fact]
    public void Llama_3_takes_a_word_that_is_a_token_whole_whatever_its_merges_say()
    {
        (string, TokenKind)[] whole = [("werl", TokenKind.Normal)];
        Assert.Equal([256 + Merges.Length], TokenizerFile.BytePairs("llama-bpe", Merges, whole).Encode("werl", false));
        Assert.Equal(['w', 258, 'l'], TokenizerFile.BytePairs("qwen2", Merges, whole).Encode("werl", false));
    }

    [Fact]
    public void Every_text_comes_back_from_its_tokens_and_lone_surrogates_as_the_replacement_character()
    {
        var tokenizer = TokenizerFile.BytePairs("qwen2", Merges);
        Gen.String[Gen.OneOf(Gen.Char["lower \n'1é"], Gen.Char['\u0001', '\uD7FF'])].Sample(text => tokenizer.Decode(tokenizer.Encode(text, false)) == text);
        Assert.Equal("a\uFFFDb😀", tokenizer.Decode(tokenizer.Encode("a\ud83db😀", false)));
    }

    [Fact]
    public void A_character_that_tokens_cut_in_two_waits_for_its_rest()
    {
        var tokenizer = TokenizerFile.BytePairs("gpt-2", Merges);
        var decoder = new TokenDecoder(tokenizer);
        Assert.Equal(["", "", "", "😀"], tokenizer.Encode("😀", false).Select(decoder.Append));
        Assert.Equal(["", "é"], tokenizer.Encode("é", false).Select(decoder.Append));
        Assert.Equal("", decoder.Append(0xE2));
        Assert.Equal("\uFFFD", decoder.Flush());
    }

    [Theory]
    [InlineData("<|im_end|>", TokenKind.Control)]
    [InlineData("<|eot_id|>", TokenKind.UserDefined)]
    [InlineData("<|anything|>", TokenKind.UserDefined)]
    [InlineData("<｜Assistant｜>", TokenKind.UserDefined)]
    public void What_people_write_is_never_read_as_a_token_that_steers_the_model(string piece, TokenKind kind)
    {
        var tokenizer = TokenizerFile.BytePairs("qwen2", Merges, (piece, kind));
        var token = 256 + Merges.Length;
        Assert.Equal(['a', token, 'b'], tokenizer.Encode($"a{piece}b", parseSpecial: true));
        Assert.DoesNotContain(token, tokenizer.Encode($"a{piece}b", parseSpecial: false));
        Assert.Equal([token, .. tokenizer.Encode(piece, parseSpecial: false)], tokenizer.Encode([new(piece, true), new(piece, false)]));
    }

    [Fact]
    public void Neither_are_two_parts_joined_into_one()
    {
        var tokenizer = TokenizerFile.BytePairs("qwen2", Merges, ("<|im_end|>", TokenKind.Control));
        Assert.DoesNotContain(256 + Merges.Length, tokenizer.Encode([new("<|im_", false), new("end|>", true)]));
        Assert.DoesNotContain(256 + Merges.Length, tokenizer.Encode([new("<|im_", true), new("end|>", false)]));
    }

    [Fact]
    public void A_token_of_the_user_is_one_token_wherever_it_stands()
    {
        var tokenizer = TokenizerFile.BytePairs("qwen2", Merges, ("<think>", TokenKind.UserDefined));
        Assert.Equal(['a', 256 + Merges.Length, 'b'], tokenizer.Encode("a<think>b", parseSpecial: false));
        Assert.Equal("a<think>b", tokenizer.Decode(tokenizer.Encode("a<think>b", parseSpecial: false)));
    }

    [Theory]
    [InlineData("qwen99", "qwen99")]
    [InlineData(null, "tokenizer.ggml.pre")]
    public void Rules_for_words_that_are_unknown_or_missing_are_refused(string? rules, string words)
    {
        var refused = Assert.Throws<GgufException>(() => TokenizerFile.Load(w =>
        {
            w.Add("tokenizer.ggml.model", GgufValue.From("gpt2")).Add("tokenizer.ggml.tokens", GgufValue.From(["a"]));
            if (rules is not null) w.Add("tokenizer.ggml.pre", GgufValue.From(rules));
        }));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unigram", "unigram")]
    [InlineData(null, "no tokenizer")]
    public void Kinds_of_tokenizers_that_are_unknown_or_missing_are_refused(string? kind, string words)
    {
        var refused = Assert.Throws<GgufException>(() => TokenizerFile.Load(w =>
        {
            w.Add("tokenizer.ggml.tokens", GgufValue.From(["a"]));
            if (kind is not null) w.Add("tokenizer.ggml.model", GgufValue.From(kind));
        }));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }
}
