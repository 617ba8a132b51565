using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Metrics.Maths;

/// <summary>
/// Whether the final answer is right, 1 or 0: the last <c>\boxed{…}</c> of what was made (or of the assistant's last message that has one) against
/// that of the reference, by <see cref="MathAnswer"/>. Where they differ in form, or where there is no box, the judge decides; without a judge
/// different answers are 0, and an answer that cannot be found is a failure.
/// </summary>
/// <param name="judge">Scores 0 or 1, such as the accuracy judge; null for none.</param>
public sealed class MathAccuracyMetric(IMetric? judge = null) : IMetric
{
    /// <summary>Longer completions without a box are solutions, not answers.</summary>
    private const int LongestAnswer = 120;

    public string Name => "math_accuracy";

    /// <summary>How it is registered.</summary>
    public static MetricEntry Entry(Func<IMetric?> judge) =>
        new("math_accuracy", "whether the boxed answer is right, a judge deciding where forms differ", "0–1", () => new MathAccuracyMetric(judge()));

    public void Check(MetricSubject subject)
    {
        if (subject.Goal.Completion.Length == 0) throw subject.Lacks("single_turn_completion", "math_accuracy compares with it");
        if (subject.Completion is null) subject.MessagesFor(Name);
        judge?.Check(subject);
    }

    public async Task<MetricScore> ScoreAsync(MetricSubject subject, CancellationToken cancellationToken)
    {
        if (subject.Goal.Completion.Length == 0) throw subject.Lacks("single_turn_completion", "math_accuracy compares with it");
        var wanted = BoxedAnswer.Last(subject.Goal.Completion) ?? subject.Goal.Completion;
        var given = Given(subject);
        if (given is not null && MathAnswer.AreEqual(wanted, given)) return Scored(1, $"{given} is the reference's answer");
        if (judge is not null)
        {
            var score = await judge.ScoreAsync(subject, cancellationToken);
            return score with { Note = score.Note is null ? "by the judge" : $"by the judge: {score.Note}" };
        }
        return given is null
            ? MetricScore.Failed(FailureKind.Model, "There is no boxed answer, and no judge is given who could find one.")
            : Scored(0, $"{given} is not {wanted}");
    }

    private static string? Given(MetricSubject subject)
    {
        if (subject.Completion is { } made) return BoxedAnswer.Last(made) ?? (made.Length <= LongestAnswer && !made.Contains('\n', StringComparison.Ordinal) ? made : null);
        return subject.MessagesFor("math_accuracy").Where(m => m.Role == MessageRole.Assistant).Reverse().Select(m => BoxedAnswer.Last(m.Content)).FirstOrDefault(b => b is not null);
    }

    private static MetricScore Scored(double value, string note) => MetricScore.Of(value) with { Note = note };
}
