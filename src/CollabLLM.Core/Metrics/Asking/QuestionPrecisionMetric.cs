using CollabLLM.Core.Calls;

namespace CollabLLM.Core.Metrics.Asking;

/// <summary>
/// Of a reply that asks: 1 when the item was ambiguous, 0 when the question was unnecessary. A reply that does not ask has no precision: its score is
/// a failure of kind <see cref="FailureKind.Model"/>, so the mean over scores is the precision. Labels as in <see cref="ActionAccuracyMetric"/>.
/// </summary>
public sealed class QuestionPrecisionMetric : IMetric
{
    public string Name => "question_precision";

    public Task<MetricScore> ScoreAsync(MetricSubject subject, CancellationToken cancellationToken)
    {
        var (ambiguous, asked) = ActionAccuracyMetric.Facts(subject, Name);
        var score = asked ? MetricScore.Of(ambiguous ? 1 : 0) : MetricScore.Failed(FailureKind.Model, "The reply asks nothing, so no question can be right or wrong.");
        return Task.FromResult(score with { Parts = ActionAccuracyMetric.Parts(ambiguous, asked) });
    }
}
