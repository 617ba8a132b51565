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

    /// <summary>Over the scores there are; null without one.</summary>
    public double? Mean => Values is [_, ..] values ? Descriptive.Mean(values) : null;

    /// <summary>Null with fewer than two scores.</summary>
    public double? StandardError => Values is [_, _, ..] values ? Descriptive.StandardError(values) : null;

    public bool NothingScored => _scores.Count > 0 && _scores.All(s => s.Value is null);

    private double[] Values => [.. _scores.Select(s => s.Value).OfType<double>()];

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
        var scored = Values.Length;
        var mean = (Mean, StandardError) switch
        {
            (null, _) => "no score",
            ({ } only, null) => string.Create(CultureInfo.InvariantCulture, $"{only:0.######}"),
            ({ } value, { } error) => string.Create(CultureInfo.InvariantCulture, $"mean {value:0.######}, SE {error:0.######}"),
        };
        var failures = scored == _scores.Count ? "" : string.Create(CultureInfo.InvariantCulture, $", {_scores.Count - scored} failed");
        output.Say(string.Create(CultureInfo.InvariantCulture, $"{signature} ({entry.Scale}): {mean}, n {scored}{failures}"));
        if (entry.Summarise?.Invoke(_scores) is { } more) output.Say(more.Text);
    }
}
