using System.Text.Json.Nodes;
using CollabLLM.Gguf;
using CollabLLM.Gguf.Format;

namespace CollabLLM.Bench.Decoding;

/// <summary>
/// Speed of the built-in decoder beside llama.cpp: the same file, the same token ids, the same number of threads, in turns. A machine that
/// is not idle shows in the ranges (llama.cpp's threads spin and suffer more from company).
/// </summary>
internal static class DecoderBench
{
    private const int PromptTokens = 512;
    private const int DecodeTokens = 64;
    private const int Continuations = 8;
    private const int ContinuationTokens = 32;
    private static readonly (int Batch, double? Target)[] Batches = [(1, 0.8), (4, null), (16, 0.8)];

    public static async Task<int> RunAsync(string[] args)
    {
        var options = DecoderOptions.Parse(args);
        if (options.Model is null || !File.Exists(options.Model))
        {
            await Console.Error.WriteLineAsync("decoder needs --model FILE.gguf");
            return 2;
        }
        var table = new DecoderTable();
        foreach (var threads in options.Threads) await MeasureAsync(options, threads, table);
        table.Print();
        return 0;
    }

    private static async Task MeasureAsync(DecoderOptions options, int threads, DecoderTable table)
    {
        var bandwidth = MemoryBandwidth.Measure(threads);
        using var model = GgufModel.Load(options.Model!, new() { Threads = threads, Slots = 16, ContextTokens = 1024 });
        var own = new OwnDecoder(model);
        var fileBytes = FileBytes(options.Model!);
        var passes = (bandwidth / model.WeightBytes, bandwidth / fileBytes);
        var (peer, problem) = options.Peer ? PeerProcess.Start("decode.mjs") : (null, "not asked for");
        var version = problem;
        if (peer is not null)
        {
            var answer = await peer.AskAsync(new { op = "load", model = Path.GetFullPath(options.Model!), threads, contextSize = 16 * 256, count = 16 });
            version = $"{answer["version"]} by node-llama-cpp";
        }
        Console.WriteLine(
            $"{Path.GetFileName(options.Model)}, {threads} thread(s), {options.Rounds} rounds in turns; weights {model.WeightBytes / 1e6:0} MB in our memory, "
            + $"{fileBytes / 1e6:0} MB in the file; memory reads {bandwidth / 1e9:0.0} GB/s; llama.cpp: {version}");
        var random = new Random(1);
        var (ours, theirs) = await CompareAsync(
            options.Rounds,
            () => Ids(random, PromptTokens, model),
            own.PromptAsync,
            peer is null ? null : async ids => ids.Length / (double)(await peer.AskAsync(new { op = "prompt", ids }))["milliseconds"]! * 1000);
        table.Add(threads, $"prompt of {PromptTokens}", ours, theirs, 0.6, passes);
        foreach (var (batch, target) in Batches)
        {
            (ours, theirs) = await CompareAsync(
                options.Rounds,
                () => Enumerable.Range(0, batch).Select(_ => Ids(random, 16, model)).ToArray(),
                prompts => own.DecodeAsync(prompts, DecodeTokens),
                peer is null ? null : async prompts => TokenTimes.Rate(Times(await peer.AskAsync(new { op = "decode", prompts, tokens = DecodeTokens }))));
            table.Add(threads, $"decode, batch {batch}", ours, theirs, target, passes);
        }
        if (peer is not null) await peer.DisposeAsync();
        var (shared, apart) = await CompareAsync(
            options.Rounds,
            () => Ids(random, PromptTokens, model),
            prefix => own.AllAsync([.. Enumerable.Range(0, Continuations).Select(_ => (int[])[.. prefix, .. Ids(random, 1, model)])], ContinuationTokens),
            _ => own.AllAsync([.. Enumerable.Range(0, Continuations).Select(_ => Ids(random, PromptTokens, model))], ContinuationTokens));
        table.Add(threads, $"{Continuations} × {ContinuationTokens} tokens after one prefix of {PromptTokens}", shared, apart, 4);
    }

    /// <summary>Both sides in turns on the same input, after one round for warming up.</summary>
    private static async Task<(Samples First, Samples Second)> CompareAsync<T>(
        int rounds, Func<T> input, Func<T, Task<double>> first, Func<T, Task<double>>? second)
    {
        Samples a = new(""), b = new("");
        for (var round = -1; round < rounds; round++)
        {
            var given = input();
            var (x, y) = (await first(given), second is null ? double.NaN : await second(given));
            if (round < 0) continue;
            a.Add(x);
            if (second is not null) b.Add(y);
        }
        return (a, b);
    }

    private static long FileBytes(string path)
    {
        using var file = GgufFile.Open(path);
        return file.Tensors.Sum(t => t.ByteLength);
    }

    private static int[] Ids(Random random, int count, GgufModel model) =>
        [.. Enumerable.Range(0, count).Select(_ => random.Next(model.VocabularySize / 50, model.VocabularySize * 4 / 5))];

    private static List<double>[] Times(JsonNode answer) =>
        [.. answer["times"]!.AsArray().Select(row => row!.AsArray().Select(t => (double)t!).ToList())];
}
