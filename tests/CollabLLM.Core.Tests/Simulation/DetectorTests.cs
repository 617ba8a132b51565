using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets;
using CollabLLM.Core.Simulation.Detection;
using static CollabLLM.Core.Tests.Simulation.Stage;

namespace CollabLLM.Core.Tests.Simulation;

public sealed class DetectorTests
{
    private const string Draft = "The river carried the village through every winter, and in spring it gave back what the frost had taken from the fields beside the mill.";
    private static readonly DetectorOptions Usual = new();

    private static readonly Goal Letter = new(
        "letter",
        "Write a letter to the town council that asks for a new footbridge over the mill stream, mentions the accident in March, stays polite, and proposes a date for a meeting.",
        "Dear council, after the accident of last March the families of Mill Lane ask you to build a footbridge where the stream meets the old road.");

    [Theory]
    [InlineData("Thanks, can you make it shorter and less formal please?")]
    [InlineData("I like \"in spring it gave back what the frost had taken\", but the beginning is dull. Can the mill come first?")]
    [InlineData("Yes.")]
    [InlineData("The river carried the village.")]
    public void A_user_who_answers_or_quotes_is_no_echo(string text) =>
        Assert.Null(EchoDetector.Find([Said("Write about a river."), Answered(Draft)], MessageRole.User, text, Usual));

    [Fact]
    public void A_user_who_gives_back_the_draft_with_a_word_changed_is_an_echo()
    {
        var echo = EchoDetector.Find([Said("Write about a river."), Answered(Draft)], MessageRole.User, Draft.Replace("mill", "bridge", StringComparison.Ordinal) + " OK.", Usual);
        Assert.Null(EchoDetector.Find([Answered("Something else about ships and harbours and the long way home.")], MessageRole.User, Draft, Usual));
        Assert.Equal(1, echo?.Message);
        Assert.InRange(echo!.Value.Likeness, 0.85, 0.99);
    }

    [Fact]
    public void A_user_who_says_half_of_the_draft_and_nothing_else_is_an_echo() =>
        Assert.Equal(0, EchoDetector.Find([Answered(Draft)], MessageRole.User, Draft[..80], Usual)?.Message);

    [Fact]
    public void A_user_may_say_few_words_twice_but_not_many()
    {
        Assert.Null(EchoDetector.Find([Said("Yes, please do that."), Answered("Done.")], MessageRole.User, "Yes, please do that!", Usual));
        Assert.Equal(0, EchoDetector.Find([Said(Draft), Answered("Done.")], MessageRole.User, Draft, Usual)?.Message);
    }

    [Fact]
    public void An_assistant_who_mends_one_word_or_sign_of_a_draft_does_its_work()
    {
        Assert.Null(EchoDetector.Find([Answered(Draft)], MessageRole.Assistant, Draft.Replace("winter", "autumn", StringComparison.Ordinal), Usual));
        Assert.Null(EchoDetector.Find([Answered("The result of the sum is x + 1")], MessageRole.Assistant, "The result of the sum is x - 1", Usual));
        Assert.Equal(1, EchoDetector.Find([Said("Again?"), Answered(Draft)], MessageRole.Assistant, Draft.Replace(" ", "  ", StringComparison.Ordinal), Usual)?.Message);
        Assert.Equal(0, EchoDetector.Find([Said(Draft)], MessageRole.Assistant, Draft, Usual)?.Message);
    }

    [Fact]
    public void Scripts_without_spaces_have_words_too()
    {
        const string text = "请帮我写一封给市政府的信谢谢你";
        Assert.Equal(0, EchoDetector.Find([Said(text)], MessageRole.User, text, Usual)?.Message);
        Assert.Null(EchoDetector.Find([Said(text)], MessageRole.User, "我想写一个关于河流的故事可以吗", Usual));
    }

    [Theory]
    [InlineData("I need to write to the council about a bridge. Somebody got hurt in March.")]
    [InlineData("It should ask for a new footbridge over the mill stream.")]
    [InlineData("A date for a meeting would be good, and it should stay polite.")]
    public void Telling_a_goal_in_ones_own_words_is_no_leak(string text) => Assert.Null(GoalLeakDetector.Find(Letter, [], text, Usual));

    [Fact]
    public void Reciting_the_goal_is_a_leak_unless_the_task_has_to_be_told_word_by_word()
    {
        Assert.InRange(GoalLeakDetector.Find(Letter, [], Letter.Prompt, Usual)!.Value, 0.99, 1);
        var part = "Hi! " + Letter.Prompt[..85] + " please.";
        Assert.InRange(GoalLeakDetector.Find(Letter, [], part, Usual)!.Value, 0.5, 0.75);
        Assert.Null(GoalLeakDetector.Find(Letter, [], Letter.Prompt, Usual with { GoalWords = null }));
    }

    [Fact]
    public void Saying_a_piece_of_the_reference_is_a_leak_unless_the_assistant_said_it_before()
    {
        const string text = "Maybe: the families of Mill Lane ask you to build a footbridge.";
        Assert.NotNull(GoalLeakDetector.Find(Letter, [], text, Usual));
        Assert.NotNull(GoalLeakDetector.Find(Letter, [], text, Usual with { GoalWords = null }));
        Assert.Null(GoalLeakDetector.Find(Letter, [Answered("Dear council, the families of Mill Lane ask you to build a footbridge.")], text, Usual));
        Assert.Null(GoalLeakDetector.Find(Letter, [], "The families of Mill Lane are worried.", Usual));
    }

    [Fact]
    public void A_short_reference_is_a_leak_as_a_whole_and_a_number_never()
    {
        Assert.NotNull(GoalLeakDetector.Find(new("m", "Find x.", "x equals forty two"), [], "I think x equals forty two, right?", Usual));
        Assert.Null(GoalLeakDetector.Find(new("m", "Find x.", "42"), [], "Is it 42?", Usual));
    }

    [Theory]
    [InlineData("It fails with:\n```\nTraceback (most recent call last):\n  File \"a.py\", line 1\n  x = 1\nTypeError: no\n```")]
    [InlineData("```text\none\ntwo\nthree\n```")]
    [InlineData("Call it like `f(3)`, please.")]
    [InlineData("```python\nf(3)\n```")]
    [InlineData("Your version:\n```python\ndef f(x):\n    y = x\n    return y\n```\nis slow.")]
    [InlineData("Can you put the answer in \\boxed{7} style?")]
    public void Showing_an_error_an_example_or_the_assistants_own_work_is_not_solving(string text) =>
        Assert.Null(SolvingDetector.Find(
            new("code", "Write f.", "def f(x): return x"), [Said("hi"), Answered("```python\ndef f(x):\n    y = x\n    return y\n```\nThe answer is \\boxed{7}.")], text, Usual));

    [Theory]
    [InlineData("I would do:\n```python\ndef f(x):\n    y = x\n    return y\n```")]
    [InlineData("```\na = 1\nb = 2\nprint(a + b)")]
    [InlineData("So it must be \\boxed{42}.")]
    public void Writing_the_code_or_boxing_the_answer_is(string text) =>
        Assert.Equal(1, SolvingDetector.Find(new("code", "Write f.", "def f(x): return x"), [Said("hi"), Answered("What is x?")], text, Usual));

    [Fact]
    public void Writing_the_document_is_and_writing_much_about_oneself_is_not()
    {
        var reference = string.Join(' ', Enumerable.Range(0, 300).Select(i => $"word{i % 97}x{i % 13}"));
        var goal = new Goal("doc", "Write.", reference);
        var copied = string.Join(' ', reference.Split(' ').Skip(40).Take(150));
        var own = string.Join(' ', Enumerable.Range(0, 150).Select(i => $"mine{i}"));
        Assert.NotNull(SolvingDetector.Find(goal, [], copied, Usual));
        Assert.Null(SolvingDetector.Find(goal, [], own, Usual));
        Assert.Null(SolvingDetector.Find(goal, [Answered(copied)], copied, Usual));
        Assert.Null(SolvingDetector.Find(goal, [], string.Join(' ', copied.Split(' ').Take(50)), Usual));
    }
}
