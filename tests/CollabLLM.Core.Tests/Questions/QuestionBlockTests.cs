using CollabLLM.Core.Conversations;
using CollabLLM.Core.Questions;
using CsCheck;

namespace CollabLLM.Core.Tests.Questions;

public sealed class QuestionBlockTests
{
    [Fact]
    public void A_line_is_a_question_and_its_options_stand_behind_bars()
    {
        var block = Parse("Who speaks? | Lena | Nobody, I open", "", "  How long?  ", "skip: you open");
        Assert.Equal(["Who speaks?", "How long?"], block.Questions.Select(q => q.Text));
        Assert.Equal([["Lena", "Nobody, I open"], []], block.Questions.Select(q => q.Options));
        Assert.Equal("you open", block.Skip);
    }

    [Theory]
    [InlineData("Who? | a | | b |", "a", "b")]
    [InlineData("Who?|a|b", "a", "b")]
    [InlineData("Who? | a | a | A", "a", "A")]
    [InlineData("Who? |")]
    public void Empty_options_and_options_said_twice_are_left_out(string line, params string[] options) =>
        Assert.Equal(options, Parse(line).Questions.Single().Options);

    [Theory]
    [InlineData("skip: x", "x")]
    [InlineData("SKIP:x: y", "x: y")]
    [InlineData("skip:", null)]
    [InlineData("Skip the starter? | yes", null)]
    public void The_skip_line_says_what_is_assumed(string line, string? skip) => Assert.Equal(skip, Parse("Who?", line).Skip);

    [Theory]
    [InlineData("")]
    [InlineData("skip: x")]
    [InlineData("| a | b")]
    [InlineData("- | a")]
    [InlineData("Who?\nskip: x\nHow?")]
    [InlineData("Who?\nskip: x\nskip: y")]
    [InlineData("Who?\n<b>How?</b>")]
    [InlineData("Who?\n<document title=\"x\">")]
    public void Other_lines_are_no_block(string lines) => Assert.False(QuestionBlock.TryParse(lines.Split('\n'), out _));

    [Fact]
    public void More_questions_than_a_card_holds_are_no_block()
    {
        Assert.Equal(12, Parse([.. Enumerable.Range(0, 12).Select(i => $"Question {i}?")]).Questions.Count);
        Assert.False(QuestionBlock.TryParse(Enumerable.Range(0, 13).Select(i => $"Question {i}?"), out _));
    }

    [Fact]
    public void A_block_is_read_as_written_wherever_the_line_ends_are()
    {
        var question = Gen.String[Gen.Char['a', 'z'], 1, 12];
        Gen.Select(question, question.Array[0, 4], Gen.Bool).Array[1, 5].Sample(asked =>
        {
            var lines = asked.Select(q => string.Join(q.Item3 ? " | " : "|", q.Item2.Prepend(q.Item1 + "?")));
            var text = $"<ask>\r\n{string.Join("\r\n", lines)}\r\n</ask>\r\n";
            return ReplyText.Split(text, finished: true) is [QuestionsPart { Block: var block }]
                && block.Questions.Select(q => q.Text).SequenceEqual(asked.Select(q => q.Item1 + "?"))
                && block.Questions.Zip(asked).All(p => p.First.Options.SequenceEqual(p.Second.Item2.Distinct()));
        });
    }

    [Theory]
    [InlineData("Sure.\n<as", "Sure.\n", false)]
    [InlineData("Sure.\n<ask>", "Sure.\n", true)]
    [InlineData("Sure.\n<ask>\nWho", "Sure.\n", true)]
    [InlineData("Sure.\n<ask>\nWho?\n</ask", "Sure.\n", true)]
    public void While_a_block_is_open_it_waits_and_its_raw_lines_are_not_shown(string text, string shown, bool question)
    {
        var parts = ReplyText.Split(text, finished: false);
        Assert.Equal(shown, Assert.IsType<ProsePart>(parts[0]).Text);
        Assert.Equal(question, Assert.IsType<PendingPart>(parts[1]).IsQuestion);
    }

    [Fact]
    public void A_block_that_the_reply_ended_within_is_shown_as_it_was_written() =>
        Assert.Equal(
            "Sure.\n<ask>\nWho?", Assert.IsType<ProsePart>(Assert.Single(ReplyText.Split("Sure.\n<ask>\nWho?", finished: true))).Text);

    private static QuestionBlock Parse(params string[] lines)
    {
        Assert.True(QuestionBlock.TryParse(lines, out var block));
        return block!;
    }
}
