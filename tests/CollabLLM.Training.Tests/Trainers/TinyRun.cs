using System.Text.Json.Nodes;
using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Adapters;
using CollabLLM.Training.Optimizers;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Tests.Files;
using CollabLLM.Training.Trainers;
using static TorchSharp.torch;

namespace CollabLLM.Training.Tests.Trainers;

/// <summary>Runs of a tiny model on random documents.</summary>
internal sealed record TinyRun(TemporaryFolder Folder)
{
    public string Model { get; } = new TinyFile().Save(Folder);

    public LoopOptions Loop { get; init; } = new() { Steps = 12, SaveEvery = 4, EvaluateEvery = 3, Rate = new() { Peak = 1e-2, WarmUp = 2 } };

    public BatchOptions Options { get; init; } = new() { Batch = 4, Together = 2, Window = 2, Seed = 3 };

    /// <summary>An adapter with dropout, whose draws have to go on too; else all weights.</summary>
    public bool Adapter { get; init; }

    /// <summary>Memory of the mean of the weights; 0 for none.</summary>
    public double Average { get; init; }

    /// <summary>What is learnt: to write the documents, unless another is given.</summary>
    public Func<TinyRun, Policy, TrainingObjective> Objective { get; init; } = (run, policy) =>
        new SupervisedTrainer(policy, new DocumentList(run.Documents), run.Options, run.Evaluation).Objective;

    public IReadOnlyList<TrainingDocument> Documents { get; init; } = [.. Enumerable.Range(1, 18).Select(i => Document(i))];

    public IReadOnlyList<TrainingDocument> Evaluation { get; init; } = [.. Enumerable.Range(30, 5).Select(i => Document(i))];

    public static TrainingDocument Document(int row, int length = 0)
    {
        var tokens = TinyFile.Tokens(length > 0 ? length : 4 + (row * 7 % 11), row);
        return new(row, tokens, [.. tokens.Select((_, i) => i % 3 == 0 ? 0.1f : 1)]);
    }

    /// <param name="name">Of the folder.</param>
    /// <param name="killAfter">The step after which the run is left as if its process were gone.</param>
    public Ended Run(string name, int? killAfter = null, CancellationToken stop = default)
    {
        using var policy = Torch.Load(Model, new() { TrainWeights = !Adapter });
        if (Adapter) LoraAdapters.Add(policy, new() { Rank = 4, Dropout = 0.2 }, 1);
        using var optimizer = new AdamWOptimizer(policy.TrainableParameters, new() { Decay = 0.01, Average = Average });
        using var run = new TrainingRun(Path.Combine(Folder.Path, name));
        var objective = Objective(this, policy);
        using var scope = NewDisposeScope();
        var state = new TrainingLoop(policy, optimizer, Loop, TimeProvider.System).Run(run, objective, new Killer(killAfter), stop);
        return new([.. policy.TrainableParameters.Select(p => PolicyFile.Values(p))], Metrics(run.MetricsPath), state, objective.Evaluate?.Invoke().Loss);
    }

    public string[] Checkpoints(string name) => [.. Directory.EnumerateFiles(Path.Combine(Folder.Path, name), "*.checkpoint").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    public string MetricsPath(string name) => Path.Combine(Folder.Path, name, "metrics.jsonl");

    public static string[] Metrics(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Timeless)];
    }

    private static string Timeless(string line)
    {
        var metrics = JsonNode.Parse(line)!.AsObject();
        Assert.True(metrics.Remove("tokensPerSecond"));
        return metrics.ToJsonString();
    }

    internal sealed record Ended(float[][] Weights, string[] Metrics, RunState State, double? Evaluation);

    internal sealed class KilledException : Exception;

    private sealed class Killer(int? after) : IProgress<StepMetrics>
    {
        public void Report(StepMetrics value)
        {
            if (value.Step == after) throw new KilledException();
        }
    }
}
