using CollabLLM.Core.Calls;
using CollabLLM.Core.Metrics.Maths;

namespace CollabLLM.Core.Tests.Metrics.Maths;

public sealed class MathAccuracyTests
{
    private const string Solution = @"Half of it, so $\boxed{\frac{1}{2}}$.";
    private int _judged;

    [Theory]
    [InlineData(@"I get $\boxed{0.5}$.", 1)]
    [InlineData(@"I get $\boxed{2}$.", 0)]
    public async Task The_box_of_the_last_message_that_has_one_counts(string reply, double score)
    {
        var subject = Subjects.Conversation(Solution, "what is it?", @"First thought: \boxed{7}", "sure?", reply, "thanks", "Welcome.");
        Assert.Equal(score, (await new MathAccuracyMetric().ScoreAsync(subject, CancellationToken.None)).Value);
    }

    [Fact]
    public async Task A_bare_answer_needs_no_box() =>
        Assert.Equal(1, (await new MathAccuracyMetric().ScoreAsync(Subjects.Pair(Solution, "1/2"), CancellationToken.None)).Value);

    [Fact]
    public async Task The_judge_decides_where_forms_differ_and_only_there()
    {
        var metric = new MathAccuracyMetric(Judge());
        Assert.Equal(1, (await metric.ScoreAsync(Subjects.Pair(Solution, @"\boxed{0.5}"), CancellationToken.None)).Value);
        Assert.Equal(0, _judged);
        var score = await metric.ScoreAsync(Subjects.Pair(@"\boxed{x^2-1}", @"\boxed{(x-1)(x+1)}"), CancellationToken.None);
        Assert.Equal((1.0, "by the judge"), (score.Value, score.Note));
        Assert.Equal(1, _judged);
    }

    [Fact]
    public async Task Without_box_and_judge_there_is_no_score()
    {
        var score = await new MathAccuracyMetric().ScoreAsync(Subjects.Conversation(Solution, "what is it?", "A half."), CancellationToken.None);
        Assert.Equal(FailureKind.Model, score.Failure!.Kind);
        await Assert.ThrowsAsync<InputException>(() => new MathAccuracyMetric().ScoreAsync(Subjects.Conversation("", "a", "b"), CancellationToken.None));
    }

    private PlayedMetric Judge() => new("accuracy", _ =>
    {
        _judged++;
        return 1;
    });
}
