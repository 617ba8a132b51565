using System.Globalization;
using CollabLLM.Core.Metrics;
using CollabLLM.Core.Statistics;

namespace CollabLLM.Cli.Metrics;

/// <summary>Adds up what was scored, from several threads, and says on stderr how far it is and what came out.</summary>
internal sealed class ScoreTally(CommandOutput output, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly List<MetricScore> _scores = [];
    private readonly long _started = time.GetTimestamp();
    private long _lastWord = time.GetTimestamp();

    public void Add(MetricScore score)
    {
        lock (_lock)
        {
            _scores.Add(score);
            if (time.GetElapsedTime(_lastWord) < Pause) return;
            _lastWord = time.GetTimestamp();
            var seconds = time.GetElapsedTime(_started).TotalSeconds;
            output.Say(string.Create(CultureInfo.InvariantCulture, $"{_scores.Count:N0} lines, {_scores.Count / seconds:0.#} a second"));
        }
    }

    public void Report(MetricEntry entry, string signature)
    {
        double[] values = [.. _scores.Select(s => s.Value).OfType<double>()];
        var failed = _scores.Count - values.Length;
        var mean = values.Length switch
        {
            0 => "no score",
            1 => string.Create(CultureInfo.InvariantCulture, $"{values[0]:0.######}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"mean {Descriptive.Mean(values):0.######}, SE {Descriptive.StandardError(values):0.######}"),
        };
        var failures = failed == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {failed} failed");
        output.Say(string.Create(CultureInfo.InvariantCulture, $"{signature} ({entry.Scale}): {mean}, n {values.Length}{failures}"));
        if (entry.Summarise?.Invoke(_scores) is { } more) output.Say(more);
    }

    public bool NothingScored => _scores.Count > 0 && _scores.All(s => s.Value is null);
}
