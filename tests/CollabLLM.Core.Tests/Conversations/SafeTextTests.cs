using System.Text;
using CollabLLM.Core.Conversations;
using CsCheck;

namespace CollabLLM.Core.Tests.Conversations;

public sealed class SafeTextTests
{
    private static readonly Gen<string> AnyUnits = Gen.Frequency(
            (6, Gen.Char['a', 'z']), (2, Gen.Char['\uD800', '\uDBFF']), (2, Gen.Char['\uDC00', '\uDFFF']), (1, Gen.Const('\0')))
        .Array[0, 40].Select(c => new string(c));

    [Fact]
    public void Clean_text_can_be_written_as_utf8_and_keeps_its_length() =>
        AnyUnits.Sample(text =>
        {
            var clean = SafeText.Clean(text);
            var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
            return clean.Length == text.Length && !clean.Contains('\0') && strict.GetString(strict.GetBytes(clean)) == clean
                && SafeText.Clean(clean) == clean;
        });

    [Fact]
    public void Whole_text_is_returned_as_it_is()
    {
        const string Text = "smile 😀 ü";
        Assert.Same(Text, SafeText.Clean(Text));
        Assert.Equal("\uFFFD", SafeText.Clean("\0"));
        Assert.Equal("a\uFFFD", SafeText.Clean("a\uD83D"));
    }

    [Fact]
    public void Pieces_joined_are_the_whole_text_cleaned() =>
        Gen.Select(AnyUnits, Gen.Int[1, 7]).Sample((text, size) =>
        {
            var stream = new SafeTextStream();
            var joined = new StringBuilder();
            foreach (var piece in text.Chunk(size)) joined.Append(stream.Push(new string(piece)));
            joined.Append(stream.Flush());
            return joined.ToString() == SafeText.Clean(text);
        });

    [Fact]
    public void A_half_waits_for_its_other_half_and_becomes_a_sign_when_none_comes()
    {
        var stream = new SafeTextStream();
        Assert.Equal("a", stream.Push("a\uD83D"));
        Assert.Equal("", stream.Push(""));
        Assert.Equal("😀", stream.Push("\uDE00"));
        Assert.Equal("", stream.Push("\uD83D"));
        Assert.Equal("\uFFFD", stream.Push("\uD83D"));
        Assert.Equal("\uFFFDb", stream.Push("b"));
        Assert.Equal("", stream.Flush());
        Assert.Equal("", stream.Push("\uD83D"));
        Assert.Equal("\uFFFD", stream.Flush());
        Assert.Equal("", stream.Flush());
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(-3, "")]
    [InlineData(1, "a")]
    [InlineData(2, "a")]
    [InlineData(3, "a😀")]
    [InlineData(9, "a😀b")]
    public void A_clamp_never_cuts_a_character(int length, string kept) => Assert.Equal(kept, SafeText.Clamp("a😀b", length));
}
