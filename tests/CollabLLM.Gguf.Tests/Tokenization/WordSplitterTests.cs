using CollabLLM.Gguf.Tokenization;
using CsCheck;

namespace CollabLLM.Gguf.Tests.Tokenization;

/// <summary>Words by the rules that tokenizer.ggml.pre names, worked out by hand from the published patterns.</summary>
public sealed class WordSplitterTests
{
    public static TheoryData<string> Names => [.. WordSplitter.Names];

    [Theory]
    [InlineData("gpt-2", "Hello world! It's 2026", "Hello| world|!| It|'s| 2026")]
    [InlineData("gpt-2", "We'LL we'll they've", "We|'|LL| we|'ll| they|'ve")]
    [InlineData("gpt-2", "a   b \n", "a|  | b| \n")]
    [InlineData("gpt-2", "a\n\nb", "a|\n|\n|b")]
    [InlineData("gpt-2", "x=[1,22];", "x|=[|1|,|22|];")]
    [InlineData("gpt-2", " ½²五", " ½²|五")]
    [InlineData("gpt-2", "a\u00a0b", "a|\u00a0|b")]
    [InlineData("smollm", "in 2026, x1y22", "in| |2|0|2|6|,| x|1|y|2|2")]
    [InlineData("smollm", "a  1", "a|  |1")]
    [InlineData("smollm", " 1 a  b \n2", " |1| a| | b| \n|2")]
    [InlineData("smollm", "1 ", "1| ")]
    [InlineData("starcoder", "v12", "v|1|2")]
    [InlineData("refact", "v12", "v|1|2")]
    [InlineData("command-r", "v12", "v|1|2")]
    [InlineData("qwen2", "It's WE'LL 2026", "It|'s| WE|'LL| |2|0|2|6")]
    [InlineData("qwen2", "(word) $x \"q", "(word|)| $|x| \"|q")]
    [InlineData("qwen2", "a  \n\n  b", "a|  \n\n| | b")]
    [InlineData("qwen2", "end.\n\nNext", "end|.\n\n|Next")]
    [InlineData("deepseek-r1-qwen", "x 123", "x| |1|2|3")]
    [InlineData("llama-bpe", "1234567 ab12", "123|456|7| ab|12")]
    [InlineData("llama-bpe", "Don't DON'T", "Don|'t| DON|'T")]
    [InlineData("llama-bpe", "tab\tx\r\ny", "tab|\tx|\r\n|y")]
    [InlineData("llama3", "12345", "123|45")]
    [InlineData("llama-v3", "12345", "123|45")]
    public void Words_follow_the_published_patterns(string rules, string text, string words) =>
        Assert.Equal(words.Split('|'), WordSplitter.Find(rules)!.Split(text).Select(range => text[range]));

    [Theory]
    [InlineData("gpt-2", "𝔘𝔫 😀x", "𝔘𝔫| 😀|x")]
    [InlineData("smollm", "𝟘𝟙a", "𝟘|𝟙|a")]
    [InlineData("qwen2", "😀𝔘 𝟘𝟙", "😀𝔘| |𝟘|𝟙")]
    [InlineData("llama-bpe", "𝟘𝟙𝟚𝟛 👩‍👧", "𝟘𝟙𝟚|𝟛| 👩‍👧")]
    public void Characters_beyond_the_basic_plane_are_letters_and_numbers_too(string rules, string text, string words) =>
        Assert.Equal(words.Split('|'), WordSplitter.Find(rules)!.Split(text).Select(range => text[range]));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_words_together_are_the_text(string rules)
    {
        var splitter = WordSplitter.Find(rules)!;
        // Lone surrogates among them: nobody promises that what is pasted is sound.
        Gen.String[Gen.OneOf(Gen.Char["ab1 \n\r'sS\t.("], Gen.Char)].Sample(text =>
            string.Concat(splitter.Split(text).Select(range => text[range])) == text && splitter.Split(text).All(r => r.End.Value > r.Start.Value));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_very_long_text_is_cut_in_one_pass(string rules)
    {
        // Were every word found by looking through all that follows, this would not end before the tests are given up.
        foreach (var piece in new[] { "The quick fox. ", " ", "\n", " \n", "a", "'", "1", ".", "😀 " })
        {
            var text = string.Concat(Enumerable.Repeat(piece, 300_000 / piece.Length)) + "x";
            Assert.Equal(text.Length, WordSplitter.Find(rules)!.Split(text).Sum(r => r.End.Value - r.Start.Value));
        }
    }

    [Fact]
    public void Rules_that_are_not_known_are_not_guessed() => Assert.Null(WordSplitter.Find("default"));
}
