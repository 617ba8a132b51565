using System.Globalization;
using CollabLLM.Core.Calls;
using Spectre.Console;

namespace CollabLLM.Cli.Runs;

/// <summary>Shows on stderr how far a run is: a bar where somebody watches, else a line now and then, with rate, cost and the time left.</summary>
internal sealed class RunView(CommandOutput output, CallLedger ledger, PriceList? prices, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly long _started = time.GetTimestamp();
    private ProgressTask? _bar;
    private long _told = time.GetTimestamp();

    /// <param name="what">What is counted, in the plural.</param>
    public async Task ShowAsync(string what, int total, Func<Action<int>, Task> work)
    {
        if (!output.ErrorIsTerminal)
        {
            await work(done => Tell(what, done, total));
            return;
        }
        await output.Drawn(error: true).Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 24 }, new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                _bar = context.AddTask(Markup.Escape(what), maxValue: Math.Max(1, total));
                using var tick = time.CreateTimer(_ => Describe(what, total), null, TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(250));
                await work(done => _bar.Value = done);
            });
    }

    private void Describe(string what, int total)
    {
        if (_bar is { } bar) bar.Description = Markup.Escape($"{bar.Value:0} of {total} {what}, {Spent()}");
    }

    private void Tell(string what, int done, int total)
    {
        lock (_gate)
        {
            if (done < total && time.GetElapsedTime(_told) < Pause) return;
            _told = time.GetTimestamp();
            var elapsed = time.GetElapsedTime(_started);
            var left = done > 0 && done < total ? $", {Sentences.Duration(elapsed * ((double)(total - done) / done))} left" : "";
            output.Say($"{done} of {total} {what}, {Spent()}{left}");
        }
    }

    private string Spent()
    {
        var seconds = Math.Max(1e-3, time.GetElapsedTime(_started).TotalSeconds);
        var rate = string.Create(CultureInfo.InvariantCulture, $"{ledger.CallsMade} calls ({ledger.CallsMade / seconds:0.0}/s)");
        return prices is null || ledger.Cost == 0 ? rate : string.Create(CultureInfo.InvariantCulture, $"{rate}, {ledger.Cost:0.0000} {prices.Currency}");
    }
}
