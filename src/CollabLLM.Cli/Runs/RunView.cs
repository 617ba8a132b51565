using System.Globalization;
using CollabLLM.Core.Calls;

namespace CollabLLM.Cli.Runs;

/// <summary>Shows on stderr how far a run is: a bar where somebody watches, else a line now and then, with rate, cost and the time left.</summary>
internal sealed class RunView(CommandOutput output, CallLedger ledger, PriceList? prices, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private volatile int _done;

    /// <param name="what">What is counted, in the plural.</param>
    /// <param name="expectedCalls">At most, by the forecast. Items that advance together end together: their calls say earlier how far they are.</param>
    public async Task ShowAsync(string what, int total, long expectedCalls, Func<Action<int>, Task> work)
    {
        await new ProgressLine(output, time).ShowAsync(what, () => (Share(total, expectedCalls), Line(what, total, expectedCalls)), () => work(done => _done = done));
        if (!output.ErrorIsTerminal) output.Say(Line(what, total, expectedCalls));
    }

    private string Line(string what, int total, long expectedCalls)
    {
        var left = _done < total && Left(total, expectedCalls) is { } duration ? $", at most {Sentences.Duration(duration)} left" : "";
        return $"{_done} of {total} {what}, {Spent()}{left}";
    }

    private double Share(int total, long expectedCalls) =>
        Math.Clamp(Math.Max(_done / (double)Math.Max(1, total), expectedCalls > 0 ? ledger.Lines.Sum(l => l.Calls) / (double)expectedCalls : 0), 0, 1);

    /// <summary>By the pace of the calls that this life of the run has made: what was answered before costs no time.</summary>
    private TimeSpan? Left(int total, long expectedCalls)
    {
        var made = ledger.CallsMade;
        return made > 0 && expectedCalls > 0 ? time.GetElapsedTime(_started) * ((1 - Share(total, expectedCalls)) * expectedCalls / made) : null;
    }

    private string Spent()
    {
        var seconds = Math.Max(1e-3, time.GetElapsedTime(_started).TotalSeconds);
        var rate = string.Create(CultureInfo.InvariantCulture, $"{ledger.CallsMade} calls ({ledger.CallsMade / seconds:0.0}/s)");
        return prices is null || ledger.Cost == 0 ? rate : string.Create(CultureInfo.InvariantCulture, $"{rate}, {ledger.Cost:0.0000} {prices.Currency}");
    }
}
