using CollabLLM.Core.Metrics;

namespace CollabLLM.Core.Rewards;

/// <summary>Scores one conversation by all metrics of a run. Thread-safe.</summary>
/// <returns>Signature to score, the same signatures every time.</returns>
public delegate Task<IReadOnlyDictionary<string, MetricScore>> ConversationScorer(MetricSubject subject, CancellationToken cancellationToken);
