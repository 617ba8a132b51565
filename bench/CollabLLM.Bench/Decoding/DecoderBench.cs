using System.Text.Json.Nodes;
using CollabLLM.Gguf;

namespace CollabLLM.Bench.Decoding;

/// <summary>
/// Speed of the built-in decoder beside llama.cpp: the same file, the same token ids, the same number of threads, in turns. Prints the
/// ratio of medians and the spread of each side; a machine that is not idle shows in the spread (llama.cpp's threads spin and suffer more).
/// </summary>
internal static class DecoderBench
{
    private const int PromptTokens = 512;
    private const int DecodeTokens = 64;
    private static readonly int[] Batches = [1, 4, 16];

    public static async Task<int> RunAsync(string[] args)
    {
        var options = DecoderOptions.Parse(args);
        if (options.Model is null || !File.Exists(options.Model))
        {
            await Console.Error.WriteLineAsync("decoder needs --model FILE.gguf");
            return 2;
        }
        foreach (var threads in options.Threads) await RunAsync(options, threads);
        return 0;
    }

    private static async Task RunAsync(DecoderOptions options, int threads)
    {
        var bandwidth = MemoryBandwidth.Measure(threads);
        using var model = GgufModel.Load(options.Model!, new() { Threads = threads, Slots = 16, ContextTokens = 1024 });
        var own = new OwnDecoder(model);
        var (peer, problem) = options.Peer ? PeerProcess.Start("decode.mjs") : (null, "not asked for");
        Console.WriteLine();
        Console.WriteLine($"{Path.GetFileName(options.Model)}, {threads} thread(s), {options.Rounds} rounds, weights {model.WeightBytes / 1e6:0} MB in memory, reads {bandwidth / 1e9:0.0} GB/s");
        if (peer is null)
        {
            Console.WriteLine($"  llama.cpp: {problem}");
        }
        else
        {
            var answer = await peer.AskAsync(new { op = "load", model = Path.GetFullPath(options.Model!), threads, contextSize = 16 * 256, count = 16 });
            Console.WriteLine($"  llama.cpp {answer["version"]} by node-llama-cpp");
        }

        var random = new Random(1);
        await CompareAsync(
            "prompt 512",
            options.Rounds,
            () => Ids(random, PromptTokens, model),
            own.PromptAsync,
            peer is null ? null : async ids => ids.Length / (double)(await peer.AskAsync(new { op = "prompt", ids }))["milliseconds"]! * 1000);
        foreach (var batch in Batches)
        {
            var (ours, _) = await CompareAsync(
                $"decode x{batch}",
                options.Rounds,
                () => Enumerable.Range(0, batch).Select(_ => Ids(random, 16, model)).ToArray(),
                prompts => own.DecodeAsync(prompts, DecodeTokens),
                peer is null ? null : async prompts => TokenTimes.Rate(Times(await peer.AskAsync(new { op = "decode", prompts, tokens = DecodeTokens }))));
            if (batch == 1) Console.WriteLine($"      {ours.Median * model.WeightBytes / bandwidth:P0} of the memory bandwidth over the bytes of the weights");
        }
        await PrefixAsync(options.Rounds, own, model, random);
        if (peer is not null) await peer.DisposeAsync();
    }

    private static async Task<(Samples Ours, Samples Theirs)> CompareAsync<T>(
        string what, int rounds, Func<T> input, Func<T, Task<double>> own, Func<T, Task<double>>? peer)
    {
        Samples ours = new("tok/s"), theirs = new("tok/s");
        // One round for warming up on both sides.
        for (var round = -1; round < rounds; round++)
        {
            var given = input();
            var (a, b) = (await own(given), peer is null ? double.NaN : await peer(given));
            if (round < 0) continue;
            ours.Add(a);
            if (peer is not null) theirs.Add(b);
        }
        Console.WriteLine($"  {what,-12} ours      {ours}");
        if (peer is not null)
        {
            Console.WriteLine($"  {"",-12} llama.cpp {theirs}");
            Console.WriteLine($"  {"",-12} ratio of medians {ours.Median / theirs.Median:0.00}");
        }
        return (ours, theirs);
    }

    private static async Task PrefixAsync(int rounds, OwnDecoder own, GgufModel model, Random random)
    {
        Samples apart = new("s"), shared = new("s");
        for (var round = -1; round < rounds; round++)
        {
            var prefix = Ids(random, PromptTokens, model);
            var a = await own.AllAsync([.. Enumerable.Range(0, 8).Select(_ => Ids(random, PromptTokens, model))], 32);
            var b = await own.AllAsync([.. Enumerable.Range(0, 8).Select(_ => (int[])[.. prefix, .. Ids(random, 1, model)])], 32);
            if (round < 0) continue;
            apart.Add(a);
            shared.Add(b);
        }
        Console.WriteLine($"  8 x 32 tokens after 512: each prompt anew {apart}");
        Console.WriteLine($"  {"",-22} from one prefix  {shared}, {apart.Median / shared.Median:0.0} times as fast");
    }

    private static int[] Ids(Random random, int count, GgufModel model) =>
        [.. Enumerable.Range(0, count).Select(_ => random.Next(model.VocabularySize / 50, model.VocabularySize * 4 / 5))];

    private static List<double>[] Times(JsonNode answer) =>
        [.. answer["times"]!.AsArray().Select(row => row!.AsArray().Select(t => (double)t!).ToList())];
}
