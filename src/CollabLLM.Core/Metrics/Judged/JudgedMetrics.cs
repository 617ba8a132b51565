using CollabLLM.Core.Metrics.Asking;

namespace CollabLLM.Core.Metrics.Judged;

/// <summary>The metrics for which a model judges.</summary>
public static class JudgedMetrics
{
    /// <param name="judge">Throws <see cref="InputException"/> with a sentence when no model is there to judge.</param>
    public static IReadOnlyList<MetricEntry> Entries(Func<Judge> judge) =>
    [
        new("accuracy", "whether the result is right, by a judge who knows the reference", "0–1", () => new AccuracyMetric(judge())),
        new("helpfulness", "how helpful the last reply was for what the person wants, by a judge", "0–1", () => new HelpfulnessMetric(judge())),
        .. InteractivityMetric.Entries(judge),
        new("interactivity_uqs", "understanding, questions and suggestions, by a judge: their mean", "0–1", () => new InteractivityUqsMetric(judge())),
        .. ActionAccuracyMetric.JudgedEntries(judge),
    ];
}
