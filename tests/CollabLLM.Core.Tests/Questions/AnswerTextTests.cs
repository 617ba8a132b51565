using CollabLLM.Core.Questions;
using CsCheck;

namespace CollabLLM.Core.Tests.Questions;

public sealed class AnswerTextTests
{
    private static readonly QuestionBlock Block = Parse("Who speaks before you? | Lena's father | Nobody, I open", "How long?", "skip: you open");

    [Fact]
    public void Answers_read_as_lines_of_question_and_answer() =>
        Assert.Equal(
            "Who speaks before you? – His best man\nHow long? – 3 minutes",
            AnswerText.Compose(Block, ["His\n best  man ", "3 minutes"]));

    [Fact]
    public void A_skipped_question_says_what_is_assumed() =>
        Assert.Equal(
            "Who speaks before you? – skipped\nHow long? – 3 minutes\nWhere I skipped, assume: you open",
            AnswerText.Compose(Block, [null, "3 minutes"]));

    [Fact]
    public void Skipping_all_is_one_line()
    {
        Assert.Equal("Skipped, so assume: you open", AnswerText.Compose(Block, [null, " "]));
        Assert.Equal("Skipped, decide for me.", AnswerText.Compose(Block with { Skip = null }, [null, null]));
    }

    [Fact]
    public void What_was_composed_is_read_back() =>
        Gen.Select(Gen.Select(Gen.Bool, Gen.String[Gen.Char[' ', '~'], 1, 20], (none, s) => none ? null : s).Array[2], Gen.Bool)
            .Sample((answers, skip) =>
            {
                var block = skip ? Block : Block with { Skip = null };
                string?[] expected = [.. answers.Select(a => string.IsNullOrWhiteSpace(a) || a.Trim() == "skipped" ? null : string.Join(' ', a.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
                var read = AnswerText.Read(block, AnswerText.Compose(block, answers));
                return read is not null && read.SequenceEqual(expected);
            });

    [Theory]
    [InlineData("His best man")]
    [InlineData("Who speaks before you? – x")]
    [InlineData("How long? – x\nWho speaks before you? – y")]
    [InlineData("Who speaks before you? – x\nHow long? – y\nand more")]
    [InlineData("")]
    public void Anything_else_is_no_answer_to_the_card(string message) => Assert.Null(AnswerText.Read(Block, message));

    [Theory]
    [InlineData("1. Who?", "Who?")]
    [InlineData("12) Who?", "Who?")]
    [InlineData("- Who?", "Who?")]
    [InlineData("3 days or 5?", "3 days or 5?")]
    public void A_marker_before_a_question_is_not_part_of_it(string line, string question) => Assert.Equal(question, Parse(line).Questions[0].Text);

    private static QuestionBlock Parse(params string[] lines)
    {
        Assert.True(QuestionBlock.TryParse(lines, out var block));
        return block!;
    }
}
