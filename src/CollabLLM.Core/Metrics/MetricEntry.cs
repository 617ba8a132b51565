namespace CollabLLM.Core.Metrics;

/// <summary>A metric that can be asked for by name.</summary>
/// <param name="Name">Lower case; the name of the metric that <paramref name="Create"/> makes.</param>
/// <param name="Summary">What it says, in a line.</param>
/// <param name="Scale">What its values run from and to, such as <c>0–1</c>.</param>
/// <param name="Create">
/// Makes one; throws <see cref="InputException"/> with a sentence for people when something is missing that it needs, such as an endpoint.
/// </param>
public sealed record MetricEntry(string Name, string Summary, string Scale, Func<IMetric> Create)
{
    /// <summary>What many scores together say beyond their mean; null where there is nothing more.</summary>
    public Func<IReadOnlyList<MetricScore>, MetricSummary>? Summarise { get; init; }
}
