using CollabLLM.Core.Calls;
using CollabLLM.Core.Metrics.Judged;

namespace CollabLLM.Core.Metrics.Asking;

/// <summary>
/// Of a reply that asks: 1 when the item was ambiguous, 0 when the question was unnecessary. A reply that does not ask has no precision: its score is
/// a failure of kind <see cref="FailureKind.Model"/>, so the mean over scores is the precision. Labels as in <see cref="ActionAccuracyMetric"/>.
/// </summary>
/// <param name="judge">Says what the reply does; null: <see cref="ReplyClassifier"/>, by rule.</param>
public sealed class QuestionPrecisionMetric(Judge? judge = null) : IMetric
{
    public string Name => judge is null ? "question_precision" : "question_precision_judged";

    public void Check(MetricSubject subject) => AskedItem.Of(subject, Name);

    public Task<MetricScore> ScoreAsync(MetricSubject subject, CancellationToken cancellationToken) => AskedItem.Of(subject, Name).ScoreAsync(
        subject,
        judge,
        (ambiguous, asked) => asked ? MetricScore.Of(ambiguous ? 1 : 0) : MetricScore.Failed(FailureKind.Model, "The reply asks nothing, so no question can be right or wrong."),
        cancellationToken);
}
