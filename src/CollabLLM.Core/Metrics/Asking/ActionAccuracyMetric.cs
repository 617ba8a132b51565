using CollabLLM.Core.Metrics.Judged;

namespace CollabLLM.Core.Metrics.Asking;

/// <summary>
/// Whether the reply (what was made, else the assistant's last message) does what the item asks for, 1 or 0: asks when the goal's metadata say
/// <c>"ambiguity": "ambiguous"</c>, answers when they say <c>non_ambiguous</c>. Many items together make an <see cref="ActionReport"/>.
/// </summary>
/// <param name="judge">Says what the reply does; null: <see cref="ReplyClassifier"/>, by rule.</param>
public sealed class ActionAccuracyMetric(Judge? judge = null) : IMetric
{
    public string Name => judge is null ? "action_accuracy" : "action_accuracy_judged";

    /// <summary>Those that classify by rule.</summary>
    public static IEnumerable<MetricEntry> Entries =>
    [
        Entry("action_accuracy", "whether the reply asks on ambiguous items and answers clear ones, by rule", () => new ActionAccuracyMetric()),
        Entry("question_precision", "of the replies that ask, whether the item was ambiguous, by rule", () => new QuestionPrecisionMetric()),
    ];

    /// <summary>The same with a judge who says what a reply does.</summary>
    public static IEnumerable<MetricEntry> JudgedEntries(Func<Judge> judge) =>
    [
        Entry("action_accuracy_judged", "whether the reply asks on ambiguous items and answers clear ones, by a judge", () => new ActionAccuracyMetric(judge())),
        Entry("question_precision_judged", "of the replies that ask, whether the item was ambiguous, by a judge", () => new QuestionPrecisionMetric(judge())),
    ];

    /// <summary>What scores of one of these metrics say together; failures without an item's facts are left out.</summary>
    public static ActionReport Report(IEnumerable<MetricScore> scores) => ActionReport.Of(
        from s in scores
        where s.Parts.ContainsKey(AskedItem.Asked)
        select (s.Parts[AskedItem.AmbiguousPart] == 1, s.Parts[AskedItem.Asked] == 1 ? ReplyAction.Ask : ReplyAction.Answer));

    public void Check(MetricSubject subject) => AskedItem.Of(subject, Name);

    public Task<MetricScore> ScoreAsync(MetricSubject subject, CancellationToken cancellationToken) =>
        AskedItem.Of(subject, Name).ScoreAsync(subject, judge, (ambiguous, asked) => MetricScore.Of(ambiguous == asked ? 1 : 0), cancellationToken);

    private static MetricEntry Entry(string name, string summary, Func<IMetric> create) => new(name, summary, "0–1", create) { Summarise = s => Report(s).Summary };
}
