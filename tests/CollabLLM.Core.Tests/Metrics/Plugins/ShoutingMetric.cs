using CollabLLM.Core.Metrics;

namespace CollabLLM.Core.Tests.Metrics.Plugins;

/// <summary>A metric as somebody else writes it; this assembly is loaded as a plug-in.</summary>
public sealed class ShoutingMetric : IMetric
{
    public static IEnumerable<MetricEntry> More => [new("whispering", "share of lower case", "0–1", () => new PlayedMetric("whispering", _ => 0))];

    public string Name => "shouting";

    public Task<MetricScore> ScoreAsync(MetricSubject subject, CancellationToken cancellationToken) =>
        Task.FromResult(MetricScore.Of(subject.Completion!.Count(char.IsUpper) / (double)subject.Completion!.Length));
}
