using System.Text.Json.Nodes;
using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Optimizers;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Rollouts;
using CollabLLM.Training.Tests.Files;
using CollabLLM.Training.Trainers;
using static TorchSharp.torch;

namespace CollabLLM.Training.Tests.Trainers;

/// <summary>Online runs of a toy, by any method.</summary>
internal sealed record OnlineRuns(TemporaryFolder Folder)
{
    private readonly string _model = Toy.Model(Folder);

    public LoopOptions Loop { get; init; } = new() { Steps = 4, SaveEvery = 2, Rate = new() { Peak = 3e-3 } };

    public RolloutOptions Options { get; init; } = Toy.Options;

    public RolloutTask Task { get; init; } = Toy.Task();

    /// <summary>Of PPO and GRPO.</summary>
    public OnlineOptions Updates { get; init; } = new() { Together = 5, Epochs = 2, MiniBatch = 8 };

    /// <summary>What the run is evaluated on; null for nothing.</summary>
    public IRolloutSource? Evaluation { get; init; }

    /// <summary>Keeps the rollouts in the folder of the run.</summary>
    public bool Recorded { get; init; }

    /// <param name="name">Of the folder.</param>
    /// <param name="killAt">The call of the objective, from 1, at which the run is left as if its process were gone.</param>
    /// <param name="source">Instead of the toy's simulation.</param>
    public Ended Run(string method, string name, int? killAt = null, IRolloutSource? source = null, CancellationToken stop = default)
    {
        using var policy = Toy.Policy(_model, dropout: 0.1);
        source ??= new SimulatedRollouts(Task, Options, TimeProvider.System);
        if (Recorded) source = new RecordedRollouts(source, Path.Combine(Folder.Path, name, "rollouts"));
        using var ppo = method == "ppo" ? new PpoTrainer(policy, source, new(), Updates, TimeProvider.System, stop) : null;
        var objective = method switch
        {
            "ppo" => ppo!.Objective,
            "grpo" => new GrpoTrainer(policy, source, new(), Updates, TimeProvider.System, stop).Objective,
            _ => new OnlinePreferenceTrainer(policy, source, new(), Updates with { Epochs = 1, MiniBatch = null }, TimeProvider.System, stop).Objective,
        };
        if (Evaluation is { } held) objective = objective.EvaluatedOn(policy, held, TimeProvider.System, stop);
        var calls = 0;
        var killed = objective with { Learn = step => ++calls == killAt ? throw new KilledException() : objective.Learn(step) };
        using var optimizer = new AdamWOptimizer(objective.Parameters!);
        using var run = new TrainingRun(Path.Combine(Folder.Path, name));
        using var scope = NewDisposeScope();
        new TrainingLoop(policy, optimizer, Loop, TimeProvider.System).Run(run, killed, null, stop);
        return new([.. objective.Parameters!.Select(p => PolicyFile.Values(p))], Metrics(run.MetricsPath), calls);
    }

    public Policy Policy() => Toy.Policy(_model);

    private static JsonObject[] Metrics(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            var metrics = JsonNode.Parse(line)!.AsObject();
            Assert.True(metrics.Remove("tokensPerSecond"));
            metrics["values"]!.AsObject().Remove(MetricNames.RolloutSeconds);
            return metrics;
        })];
    }

    /// <param name="Weights">Adapter and value head.</param>
    internal sealed record Ended(float[][] Weights, JsonObject[] Metrics, int Calls)
    {
        public double[] Values(string name) => [.. Metrics.Select(m => (double)m["values"]![name]!)];
    }

    internal sealed class KilledException : Exception;
}
