using System.Diagnostics;
using System.Globalization;
using CollabLLM.Gguf;
using CollabLLM.Gguf.Decoding;
using CollabLLM.Training.Adapters;
using CollabLLM.Training.Native;
using CollabLLM.Training.Optimizers;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Trainers;
using static TorchSharp.torch;

namespace CollabLLM.Bench.Training;

/// <summary>
/// Speed of training and of drawing, as the share of what a matrix product reaches in the same process, of the same type, on the same threads (model-flops utilisation): what the
/// model needs counts, not what is computed twice. Random weights and tokens, documents of 257 tokens.
/// </summary>
internal static class TrainBench
{
    private const int Length = 256;
    private const int Documents = 16;
    private const int DrawnTokens = 48;
    private const double Target = 0.35;

    public static async Task<int> RunAsync(string[] args)
    {
        var threads = Number("--threads", Environment.ProcessorCount);
        var steps = Number("--steps", 5);
        NativeTorch.Start(threads);
        var folder = Directory.CreateTempSubdirectory("collab-bench-");
        try
        {
            var bf16 = args.Contains("--bf16");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{threads} threads, {Documents} documents of {Length} tokens a step, {steps} steps after one to warm up"));
            foreach (var shape in Shapes())
            {
                var file = Path.Combine(folder.FullName, "model.gguf");
                shape.Write(file);
                foreach (var type in bf16 ? new[] { ScalarType.Float32, ScalarType.BFloat16 } : [ScalarType.Float32])
                {
                    foreach (var (rank, again) in new[] { (0, false), (0, true), (32, false), (32, true) })
                    {
                        Learn(shape, file, type, rank, again, pairs: false, steps);
                        Learn(shape, file, type, rank, again, pairs: true, steps);
                    }
                    await DrawAsync(shape, file, type, threads, steps);
                }
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        return 0;

        int Number(string name, int usual) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : usual;

        IEnumerable<TrainShape> Shapes() => args.Contains("--builtin") ? [TrainShape.Builtin] : args.Contains("--smol") ? [TrainShape.Smol] : [TrainShape.Builtin, TrainShape.Smol];
    }

    private static void Learn(TrainShape shape, string file, ScalarType type, int rank, bool again, bool pairs, int steps)
    {
        using var policy = PolicyFile.Load(file, new() { TrainWeights = rank == 0, Compute = type });
        if (rank > 0) LoraAdapters.Add(policy, new() { Rank = rank }, 1);
        List<TrainingDocument> documents = [.. Enumerable.Range(0, Documents * (steps + 1)).Select(i => Document(i, shape.Shape.Vocabulary))];
        var options = new BatchOptions { Batch = pairs ? Documents / 2 : Documents, Together = pairs ? Documents / 2 : Documents, Checkpointing = again };
        var objective = pairs
            ? new PreferenceTrainer(policy, [.. documents.Chunk(2).Select((d, i) => new PreferencePair(i + 1, d[0], d[1]))], options, new(), []).Objective
            : new SupervisedTrainer(policy, new DocumentList(documents), options, []).Objective;
        using var optimizer = new AdamWOptimizer(policy.TrainableParameters);
        policy.Training = true;
        var (rates, before) = (new List<double>(), MatrixPeak.Measure(type));
        var adapter = rank == 0 ? 0 : policy.TrainableParameters.Sum(p => p.numel());
        for (var step = -1; step < steps; step++)
        {
            var began = Stopwatch.GetTimestamp();
            optimizer.ZeroGradients();
            var tokens = objective.Learn(step + 1).Tokens;
            optimizer.ClipGradients(1);
            optimizer.Step(1e-5);
            var rate = tokens / Stopwatch.GetElapsedTime(began).TotalSeconds;
            if (step >= 0) rates.Add(rate);
        }
        var what = $"{(pairs ? "DPO" : "SFT")}, {(rank == 0 ? "all weights" : $"LoRA {rank}")}{(again ? ", blocks computed again" : "")}, {type}";
        Print(shape.Name, what, rates, shape.Step(Length, adapter), before, type, pairs || rank > 0 || again ? null : Target);
    }

    /// <summary>Through TorchSharp with an adapter on and without, keys and values kept or everything read again, and on the managed decoder, which rollouts take.</summary>
    private static async Task DrawAsync(TrainShape shape, string file, ScalarType type, int threads, int rounds)
    {
        foreach (var rank in new[] { 0, 32 })
        {
            using var policy = PolicyFile.Load(file, new() { Compute = type });
            if (rank > 0) LoraAdapters.Add(policy, new() { Rank = rank }, 1);
            var how = $"{(rank == 0 ? "no adapter" : $"LoRA {rank}")}, {type}";
            foreach (var batch in new[] { 1, 16 })
            {
                await MeasureAsync($"drawing {batch} together, everything read again, {how}", () => Task.FromResult(DrawMeter.Uncached(policy, batch, DrawnTokens)));
                await MeasureAsync($"drawing {batch} together, keys and values kept, {how}", () => DrawMeter.CachedAsync(policy, batch, DrawnTokens));
            }
        }
        if (type != ScalarType.Float32) return;
        using var model = GgufModel.Load(file, new() { Threads = threads, Slots = 16, Precision = Precision.Exact });
        foreach (var batch in new[] { 1, 16 }) await MeasureAsync($"drawing {batch} together, managed decoder, {type}", () => DrawMeter.ManagedAsync(model, batch, DrawnTokens));

        async Task MeasureAsync(string what, Func<Task<double>> draw)
        {
            var (rates, before) = (new List<double>(), MatrixPeak.Measure(type));
            for (var round = -1; round < rounds; round++)
            {
                var rate = await draw();
                if (round >= 0) rates.Add(rate);
            }
            Print(shape.Name, what, rates, shape.Forward(DrawnTokens), before, type, null);
        }
    }

    private static TrainingDocument Document(int number, int vocabulary)
    {
        var random = new Random(number);
        int[] tokens = [.. Enumerable.Range(0, Length + 1).Select(_ => random.Next(vocabulary))];
        return new(number + 1, tokens, [.. tokens.Select(_ => 1f)]);
    }

    /// <summary>The product is measured again after the rows: the machine may be shared, and the faster of the two is nearer to what it can do.</summary>
    private static void Print(string shape, string what, List<double> rates, double operations, double before, ScalarType type, double? target)
    {
        var peak = Math.Max(before, MatrixPeak.Measure(type));
        var (speed, share) = (new Samples("tokens/s"), new Samples(""));
        foreach (var rate in rates)
        {
            speed.Add(rate);
            share.Add(rate * operations / peak);
        }
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{shape} | {what} | {speed.Median:0} tokens/s ({speed.Quantile(0):0}–{speed.Quantile(1):0}) | {share.Median:P1} of {peak / 1e9:0} GFLOP/s{(target is { } t ? $", target {t:P0}: {(share.Median >= t ? "reached" : "missed")}" : "")}"));
    }
}
