using System.Globalization;
using CollabLLM.Cli.Runs;
using CollabLLM.Training.Cycles;

namespace CollabLLM.Cli.Training;

/// <summary>Shows on stderr where a cycle is: a bar for what was heard of last where somebody watches, else a line now and then.</summary>
internal sealed class CycleView(CommandOutput output, TimeProvider time) : IProgress<CycleProgress>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (double From, long Began)> _doing = new(StringComparer.Ordinal);
    private volatile CycleProgress? _last;

    public void Report(CycleProgress value)
    {
        lock (_lock)
        {
            _doing.TryAdd(What(value), (value.Share, time.GetTimestamp()));
            _last = value;
        }
    }

    public Task ShowAsync(Func<Task> work) => new ProgressLine(output, time).ShowAsync("cycle", () => _last is { } last ? (last.Share, Line(last)) : null, work);

    private static string What(CycleProgress value) => $"{(value.Seed is { } seed ? $"seed {seed.ToString(CultureInfo.InvariantCulture)}, " : "")}{value.Stage}: {value.Doing}";

    private string Line(CycleProgress last)
    {
        lock (_lock)
        {
            var left = _doing.TryGetValue(What(last), out var doing) && last.Share > doing.From && last.Share < 1
                ? $", {Sentences.Duration(time.GetElapsedTime(doing.Began) * ((1 - last.Share) / (last.Share - doing.From)))} left"
                : "";
            var loss = last.Loss is { } value ? string.Create(CultureInfo.InvariantCulture, $", loss {value:0.0000}") : "";
            return string.Create(CultureInfo.InvariantCulture, $"{What(last)}, {last.Share:P0}{loss}{left}");
        }
    }
}
