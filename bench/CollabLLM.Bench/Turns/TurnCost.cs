using System.Diagnostics;
using System.Globalization;
using CollabLLM.Core.Conversations;
using Microsoft.Extensions.AI;

namespace CollabLLM.Bench.Turns;

/// <summary>What our stack costs over calling the same model directly, in time of the processor; the database server's own is not in it.</summary>
internal static class TurnCost
{
    private const int Replies = 40;
    private const int WarmUps = 10;
    private const int Runs = 7;

    public static async Task<int> RunAsync(string[] args)
    {
        foreach (var database in args.Length > 0 ? args : ["sqlite", "postgres"])
        {
            // A reply costs something for itself and something for each token: two lengths tell them apart.
            foreach (var tokens in (int[])[1000, 10_000]) await CompareAsync(database, tokens);
        }
        return 0;
    }

    private static async Task CompareAsync(string database, int tokens)
    {
        var model = new TalkingModel(tokens);
        await using var stack = await TurnStack.StartAsync(database, model);
        Console.WriteLine($"{await stack.DurabilityAsync()}; {Replies} replies of {tokens} tokens a run, unpaced, 4 at a time");
        var (direct, ours) = (new Samples("ms"), new Samples("ms"));
        // The first runs warm both up (the compiler works on them in the background) and do not count.
        for (var run = -WarmUps; run < Runs; run++)
        {
            var d = await MeasureAsync(tokens, () => DirectAsync(model, tokens));
            var o = await MeasureAsync(tokens, () => OursAsync(stack, tokens));
            if (run < 0) continue;
            direct.Add(d);
            ours.Add(o);
        }
        Console.WriteLine($"  direct, processor time per 1,000 tokens: {direct}");
        Console.WriteLine($"  stack,  processor time per 1,000 tokens: {ours}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  ratio of medians {ours.Median / direct.Median:0.0}, added {ours.Median - direct.Median:0.00} ms per 1,000 tokens"));
    }

    private static async Task<double> MeasureAsync(int tokens, Func<Task> one)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        for (var i = 0; i < Replies / 4; i++) await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(one)));
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalMilliseconds / Replies / tokens * 1000;
    }

    private static async Task DirectAsync(TalkingModel model, int tokens)
    {
        var length = 0;
        await foreach (var update in model.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, "Speak.")])) length += update.Text.Length;
        if (length != tokens * TalkingModel.TokenLength) throw new InvalidOperationException("Tokens are missing.");
    }

    private static async Task OursAsync(TurnStack stack, int tokens)
    {
        var ended = await stack.ChatAsync(Guid.CreateVersion7());
        if (ended.Outcome != ReplyOutcome.Completed || ended.FinalText.Length != tokens * TalkingModel.TokenLength)
        {
            throw new InvalidOperationException($"{ended.Outcome}, {ended.FinalText.Length} characters: tokens are missing.");
        }
    }
}
