using CollabLLM.Core.Metrics;

namespace CollabLLM.Core.Rewards;

/// <summary>Scores one conversation by all metrics of a run, as a <see cref="MetricSet"/> does. Thread-safe.</summary>
public delegate Task<MetricResults> ConversationScorer(MetricSubject subject, CancellationToken cancellationToken);
