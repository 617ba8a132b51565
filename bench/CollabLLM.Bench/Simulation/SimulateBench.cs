using System.Diagnostics;
using System.Globalization;
using CollabLLM.Core;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Simulation;

namespace CollabLLM.Bench.Simulation;

/// <summary>Wall time of many conversations over an endpoint with a long-tailed latency, beside what no schedule can beat and beside one that goes in lock step.</summary>
internal static class SimulateBench
{
    private const int Conversations = 64;
    private const int Messages = 8;
    private const int Concurrency = 16;
    private const int Seeds = 20;
    private static readonly TimeSpan Backup = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(string[] args)
    {
        var scale = args is ["--scale", var given, ..] ? double.Parse(given, CultureInfo.InvariantCulture) : 1;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Conversations} conversations of {Messages} messages, {Concurrency} calls at a time, latency lognormal with median 200 ms and p99 3 s, seeds 1 to {Seeds}, time scaled by 1/{scale:0.##}"));
        var (ours, lockStep, unordered, overhead) = (new Samples("x"), new Samples("x"), new Samples("x"), new Samples("ms"));
        var (wall, bound, backed, twice) = (new Samples("s"), new Samples("s"), new Samples("x"), new Samples("calls"));
        await OursAsync(new(0, Conversations, Messages), 1000, null);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var script = new LatencyScript(seed, Conversations, Messages);
            var least = script.LowerBound(Concurrency);
            var processor = Environment.CpuUsage.TotalTime;
            var (took, _) = await OursAsync(script, scale, null);
            overhead.Add((Environment.CpuUsage.TotalTime - processor).TotalMilliseconds);
            var (sooner, again) = await OursAsync(script, scale, Backup);
            var stepped = await LockStepAsync(script, scale);
            wall.Add(took);
            bound.Add(least);
            ours.Add(took / least);
            backed.Add(sooner / least);
            twice.Add(again);
            lockStep.Add(stepped / least);
            unordered.Add(script.WithoutOrder(Concurrency) / least);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  seed {seed,2}: lower bound {least,6:0.00} s  ours {took,6:0.00} s ({took / least:0.000})  with backups {sooner,6:0.00} s ({sooner / least:0.000}, {again} calls twice)  lock step {stepped,6:0.00} s ({stepped / least:0.000})  calls without order {script.WithoutOrder(Concurrency) / least:0.000}"));
        }
        Console.WriteLine($"  lower bound:                                   {bound}");
        Console.WriteLine($"  ours:                                          {wall}");
        Console.WriteLine($"  ours over the lower bound:                     {ours}");
        Console.WriteLine($"  ours, a backup after {Backup.TotalSeconds} s where a slot is idle:  {backed}");
        Console.WriteLine($"  calls sent twice for it:                       {twice}");
        Console.WriteLine($"  lock step over the lower bound:                {lockStep}");
        Console.WriteLine($"  the same calls without order, computed:        {unordered}");
        Console.WriteLine($"  processor time of a run of {Conversations * Messages} calls:            {overhead}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"  lock step takes {lockStep.Median / ours.Median:0.00} times as long as ours, {lockStep.Median / backed.Median:0.00} times as long as with backups (medians)"));
        return 0;
    }

    /// <returns>Seconds on the scale of the script.</returns>
    private static async Task<(double Seconds, int Twice)> OursAsync(LatencyScript script, double scale, TimeSpan? backup)
    {
        var (calls, model) = Endpoint(script, scale, backup);
        var simulator = new ConversationSimulator(new(calls, model, new()), new RolePlayUser(model, new(), Plain(calls), new("benchmarking")));
        var started = Stopwatch.GetTimestamp();
        var runs = await Task.WhenAll(Enumerable.Range(0, script.Conversations).Select(c => simulator.RunAsync(
            new() { Address = Name(c), Goal = new("g", "The goal.", ""), History = [], MessageBudget = script.Messages, Seed = 1 }, CancellationToken.None)));
        var took = Stopwatch.GetElapsedTime(started).TotalSeconds * scale;
        if (Array.Exists(runs, r => r.Messages.Count != script.Messages)) throw new InvalidOperationException("Messages are missing.");
        return (took, ((SlowModel)model.Client).SecondTries);
    }

    /// <summary>All who wait for the user, then all who wait for the assistant, and nobody goes on before the last is through: how the reference does it.</summary>
    private static async Task<double> LockStepAsync(LatencyScript script, double scale)
    {
        var (calls, model) = Endpoint(script, scale, null);
        var started = Stopwatch.GetTimestamp();
        for (var m = 0; m < script.Messages; m++)
        {
            var message = m;
            await Task.WhenAll(Enumerable.Range(0, script.Conversations).Select(c => calls.AskAsync(
                new()
                {
                    Model = model,
                    Role = message % 2 == 0 ? CallRole.User : CallRole.Assistant,
                    Messages = PromptBuilder.BuildTranscript(null, [new(MessageRole.User, "Go on.")], null, 0, t => t.Length),
                    Settings = new() { Seed = Seed(c, message) },
                    Address = Name(c),
                },
                CancellationToken.None)));
        }
        return Stopwatch.GetElapsedTime(started).TotalSeconds * scale;
    }

    private static (CallRunner Calls, NamedModel Model) Endpoint(LatencyScript script, double scale, TimeSpan? backup)
    {
        var places = new Dictionary<long, (int, int)>();
        for (var c = 0; c < script.Conversations; c++)
        {
            for (var m = 0; m < script.Messages; m++) places.Add(Seed(c, m), (c, m));
        }
        var retry = RetryPolicy.Default with { BackupAfter = backup / scale };
        return (new(new(), TimeProvider.System, retry: retry), new("slow", "slow", new SlowModel(script, places, scale), Concurrency, null));
    }

    private static SpeakingPrompt Plain(CallRunner calls) => new("plain", async (request, cancellationToken) =>
    {
        var reply = await calls.AskAsync(
            new()
            {
                Model = request.Model,
                Role = request.Role,
                Messages = PromptBuilder.BuildTranscript(null, [.. request.History, new(MessageRole.User, "Go on.")], null, 0, t => t.Length),
                Settings = request.Settings,
                Address = request.Address,
                Priority = request.Priority,
            },
            cancellationToken);
        return new(reply.Text, reply.Took);
    });

    private static string Name(int conversation) => conversation.ToString(CultureInfo.InvariantCulture);

    private static long Seed(int conversation, int message) =>
        Core.Calls.Seeds.Derive(1, string.Create(CultureInfo.InvariantCulture, $"{conversation}/{message}/{(message % 2 == 0 ? "user" : "assistant")}"));
}
