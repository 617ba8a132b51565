using CollabLLM.Core.Metrics;

namespace CollabLLM.Core.Tests.Metrics;

internal sealed class PlayedMetric(string name, Func<MetricSubject, CancellationToken, Task<MetricScore>> score) : IMetric
{
    public PlayedMetric(string name, Func<MetricSubject, double> score) : this(name, (subject, _) => Task.FromResult(MetricScore.Of(score(subject))))
    {
    }

    public string Name => name;

    public Task<MetricScore> ScoreAsync(MetricSubject subject, CancellationToken cancellationToken) => score(subject, cancellationToken);
}
