namespace CollabLLM.Core.Metrics;

/// <summary>What many scores of one metric say together.</summary>
/// <param name="Text">A sentence for people.</param>
/// <param name="Numbers">The same for files, by name; null where there was nothing to compute it from.</param>
public sealed record MetricSummary(string Text, IReadOnlyDictionary<string, double?> Numbers);
