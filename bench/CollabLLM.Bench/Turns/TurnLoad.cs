using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CollabLLM.Core.Conversations;

namespace CollabLLM.Bench.Turns;

/// <summary>
/// The most chats at 50 tokens a second each whose deltas reach their viewers in time: from the moment the host says a delta's oldest
/// token until the viewer has it, stored in between.
/// </summary>
internal static class TurnLoad
{
    private const int TokensPerSecond = 50;
    private const int Seconds = 12;
    private const double LimitMs = 500;

    public static async Task<int> RunAsync(string[] args)
    {
        var databases = args.Where(a => !int.TryParse(a, out _)).DefaultIfEmpty("sqlite").ToArray();
        if (args.Length == 0) databases = ["sqlite", "postgres"];
        List<int> steps = [.. args.Where(a => int.TryParse(a, out _)).Select(a => int.Parse(a, CultureInfo.InvariantCulture))];
        if (steps.Count == 0) steps = [200, 400, 800, 1200, 1600, 2400];
        foreach (var database in databases)
        {
            await using var metronome = new Metronome(TimeSpan.FromSeconds(1.0 / TokensPerSecond));
            var model = new TalkingModel(TokensPerSecond * Seconds, metronome);
            await using var stack = await TurnStack.StartAsync(database, model);
            Console.WriteLine($"{await stack.DurabilityAsync()}; {TokensPerSecond} tokens/s a chat, {Seconds} s a step, one viewer each in the same process");
            await MeasureAsync(stack, model, 20);
            var most = 0;
            foreach (var chats in steps)
            {
                var (p50, p95, p99, worst, rate, processor) = await MeasureAsync(stack, model, chats);
                var fits = p95 < LimitMs && rate > 0.9 * TokensPerSecond;
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {chats,5} chats: delta p50 {p50:0} ms, p95 {p95:0} ms, p99 {p99:0} ms, worst {worst:0} ms; slowest chat {rate:0.0} tokens/s; {processor:0.00} processors busy{(fits ? "" : "  (too slow)")}"));
                if (!fits) break;
                most = chats;
            }
            Console.WriteLine($"  most chats of those tried with p95 under {LimitMs} ms: {most}");
        }
        return 0;
    }

    private static async Task<(double P50, double P95, double P99, double Worst, double Rate, double Processors)> MeasureAsync(
        TurnStack stack, TalkingModel model, int chats)
    {
        var delays = new ConcurrentQueue<double>();
        using var process = Process.GetCurrentProcess();
        var (began, before) = (Stopwatch.GetTimestamp(), process.TotalProcessorTime);
        var rates = new ConcurrentQueue<double>();
        var ends = await Task.WhenAll(Enumerable.Range(0, chats).Select(_ => Task.Run(async () =>
        {
            var (first, last) = (0L, 0L);
            var (person, seen) = (Guid.CreateVersion7(), 0);
            var end = await stack.ChatAsync(person, delta =>
            {
                last = Stopwatch.GetTimestamp();
                if (first == 0) first = last;
                delays.Enqueue(model.Age(person, seen / TalkingModel.TokenLength).TotalMilliseconds);
                seen += delta.Text.Length;
            });
            rates.Enqueue(TokensPerSecond * Seconds / Stopwatch.GetElapsedTime(first, last).TotalSeconds);
            return end;
        })));
        var elapsed = Stopwatch.GetElapsedTime(began);
        process.Refresh();
        var tokens = ends.Sum(e => (long)e.FinalText.Length) / TalkingModel.TokenLength;
        if (ends.Any(e => e.Outcome != ReplyOutcome.Completed) || tokens != (long)chats * TokensPerSecond * Seconds)
        {
            throw new InvalidOperationException("A reply is not complete.");
        }
        var all = new Samples("ms");
        foreach (var delay in delays) all.Add(delay);
        return (all.Median, all.Quantile(0.95), all.Quantile(0.99), all.Quantile(1), rates.Min(),
            (process.TotalProcessorTime - before) / elapsed);
    }
}
