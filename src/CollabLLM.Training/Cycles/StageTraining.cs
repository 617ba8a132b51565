using CollabLLM.Core;
using CollabLLM.Gguf.Format;
using CollabLLM.Training.Adapters;
using CollabLLM.Training.Optimizers;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Training.Cycles;

/// <summary>Trains one stage in its folder: from a model file to the next, with an adapter that is merged at the end. Goes on where a killed process was.</summary>
internal sealed class StageTraining(TimeProvider time)
{
    private const string ModelName = "model.gguf";

    /// <summary>What a stage learns.</summary>
    /// <param name="Objective">Of the policy.</param>
    /// <param name="Examples">How many it learns from.</param>
    /// <param name="Owned">Freed at the end; may be null.</param>
    internal sealed record Task(TrainingObjective Objective, int Examples, IDisposable? Owned = null);

    /// <summary>The model that a stage made, or makes now.</summary>
    /// <param name="folder">Of the stage.</param>
    /// <param name="from">The model it begins with.</param>
    /// <param name="options">How it computes.</param>
    /// <param name="lora">The adapter; null trains all weights.</param>
    /// <param name="seed">Of the adapter.</param>
    /// <param name="loop">How long, at which rate.</param>
    /// <param name="optimizer">Of the optimiser.</param>
    /// <param name="make">The objective.</param>
    /// <param name="progress">Gets every step.</param>
    /// <param name="type">What the model's matrices are written as.</param>
    public StageRecord Run(
        string folder, string from, PolicyOptions options, LoraOptions? lora, long seed, LoopOptions loop, AdamWOptions optimizer, Func<Policy, Task> make, IProgress<StepMetrics>? progress, GgmlType type, CancellationToken cancellationToken)
    {
        if (CycleFolder.Done<StageRecord>(folder) is { } done) return done;
        using var policy = PolicyFile.Load(from, options with { TrainWeights = lora is null });
        if (lora is not null) LoraAdapters.Add(policy, lora, (int)seed);
        var task = make(policy);
        using var owned = task.Owned;
        RunState state;
        string metrics;
        using (var adam = new AdamWOptimizer(task.Objective.Parameters ?? policy.TrainableParameters, optimizer))
        using (var run = new TrainingRun(folder))
        {
            metrics = run.MetricsPath;
            state = new TrainingLoop(policy, adam, loop, time).Run(run, task.Objective, progress, cancellationToken);
        }
        if (lora is not null) LoraAdapters.Merge(policy);
        var model = Path.Combine(folder, ModelName);
        PolicyFile.Save(policy, model, type);
        var record = new StageRecord(ModelName, FileHash.Sha256(model), state.Step, state.Tokens, task.Examples, Seconds(metrics));
        CycleFolder.Mark(folder, record);
        // A stage that is done is never gone on with.
        foreach (var checkpoint in Directory.EnumerateFiles(folder, "*.checkpoint")) File.Delete(checkpoint);
        return record;
    }

    /// <summary>Of all steps, in whichever processes they ran.</summary>
    private static double Seconds(string metrics)
    {
        var (seconds, before) = (0.0, 0L);
        foreach (var step in MetricsLog.Read(metrics))
        {
            // A step without tokens has no speed to tell its time by.
            if (step.TokensPerSecond > 0) seconds += (step.Tokens - before) / step.TokensPerSecond;
            before = step.Tokens;
        }
        return seconds;
    }

    /// <summary>Where the model of a stage lies.</summary>
    public static string Model(string folder) => Path.Combine(folder, ModelName);
}
