using CollabLLM.Core.Conversations;
using CsCheck;

namespace CollabLLM.Core.Tests.Conversations;

public sealed class ReplyTextTests
{
    private const string Card = "Two answers would help.\n\n<ask>\nWho speaks before you? | Lena's father | Nobody\nHow long?\nskip: about 3 minutes\n</ask>\nThen I write.";

    private static readonly string[] Pieces =
    [
        "<ask>\n", "</ask>\n", "skip: x\n", "Who? | a | b\n", "prose ", "\n", "```\n", "~~~~\n", "<document title=\"T\">\n", "</document>\n", "<a", "\r\n",
    ];

    private static readonly Gen<string> Texts =
        Gen.OneOf(Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]), Gen.Char.Select(c => c.ToString())).Array[0, 25].Select(string.Concat);

    [Fact]
    public void A_card_stands_between_its_prose()
    {
        var parts = ReplyText.Split(Card, finished: true);
        Assert.Equal("Two answers would help.\n\n", Assert.IsType<ProsePart>(parts[0]).Text);
        var block = Assert.IsType<QuestionsPart>(parts[1]).Block;
        Assert.Equal(["Who speaks before you?", "How long?"], block.Questions.Select(q => q.Text));
        Assert.Equal(["Lena's father", "Nobody"], block.Questions[0].Options);
        Assert.Empty(block.Questions[1].Options);
        Assert.Equal("about 3 minutes", block.Skip);
        Assert.Equal("Then I write.", Assert.IsType<ProsePart>(parts[2]).Text);
    }

    [Fact]
    public void While_it_streams_no_line_of_a_card_is_ever_shown()
    {
        for (var length = 0; length <= Card.Length; length++)
        {
            var parts = ReplyText.Split(Card[..length], finished: false);
            var shown = string.Concat(parts.OfType<ProsePart>().Select(p => p.Text));
            Assert.DoesNotContain("<", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("speaks", shown, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Prose_that_is_shown_while_streaming_only_grows() =>
        Texts.Sample(text =>
        {
            var before = "";
            for (var length = 0; length <= text.Length; length++)
            {
                var parts = ReplyText.Split(text[..length], finished: false);
                var shown = parts is [ProsePart prose, ..] ? prose.Text : "";
                if (!shown.StartsWith(before, StringComparison.Ordinal)) return false;
                before = shown;
            }
            return true;
        }, iter: 20_000);

    [Fact]
    public void Parts_follow_one_another_and_are_the_whole_text() =>
        Gen.Select(Texts, Gen.Bool).Sample((text, finished) =>
        {
            var at = 0;
            foreach (var part in ReplyText.Split(text, finished))
            {
                if (part.Start != at || part.Length <= 0) return false;
                if (part is PendingPart && finished) return false;
                at += part.Length;
            }
            return at == text.Length;
        }, iter: 20_000);

    [Theory]
    [InlineData("<ask>\n</ask>")]
    [InlineData("<ask>\nskip: x\n</ask>")]
    [InlineData("<ask>\nWho?\nskip: x\nHow?\n</ask>")]
    [InlineData("<ask>\n| a | b\n</ask>")]
    [InlineData("<ask>\nWho?")]
    [InlineData("<ask>Who?</ask>")]
    [InlineData("Inline <ask>\nWho?\n</ask>")]
    [InlineData("```\n<ask>\nWho?\n</ask>\n```")]
    [InlineData("~~~xml\n<document title=\"T\">\nx\n</document>\n~~~")]
    [InlineData("<document>\nx\n</document>")]
    [InlineData("<document title=\" \">\nx\n</document>")]
    public void What_is_not_well_formed_is_prose(string text) =>
        Assert.Equal(text, Assert.IsType<ProsePart>(Assert.Single(ReplyText.Split(text, finished: true))).Text);

    [Fact]
    public void A_card_after_an_unended_one_is_a_card()
    {
        var parts = ReplyText.Split("<ask>\nLost?\n<ask>\nWho?\n</ask>\n", finished: true);
        Assert.Equal("<ask>\nLost?\n", Assert.IsType<ProsePart>(parts[0]).Text);
        Assert.Equal("Who?", Assert.IsType<QuestionsPart>(parts[1]).Block.Questions[0].Text);
    }

    /// <summary>A reader that looks at every line again for every line does not come back from a million of them.</summary>
    [Theory]
    [InlineData("<ask>\n", 1)]
    [InlineData("</ask>\n", 1)]
    [InlineData("<ask>\nx\n", 1)]
    [InlineData("```\n", 1)]
    [InlineData("<ask>\nx\n</ask>\n", 1_000_000)]
    [InlineData("<document title=\"a\">\n</document>\n", 1_000_000)]
    public void Hostile_repetition_is_read_line_by_line(string line, int parts) =>
        Assert.Equal(parts, ReplyText.Split(string.Concat(Enumerable.Repeat(line, 1_000_000)), finished: true).Count);

    [Fact]
    public void For_readers_without_cards_a_card_is_plain_lines() =>
        Assert.Equal(
            "Two answers would help.\n\nWho speaks before you? (Lena's father / Nobody)\nHow long?\nIf you skip: about 3 minutes\nThen I write.",
            ReplyText.ToPlainText(Card));
}
