using CollabLLM.Core;
using CollabLLM.Core.World;
using CollabLLM.Gguf.Format;
using CollabLLM.Training.Native;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Trainers;
using static TorchSharp.torch;

namespace CollabLLM.Training.Cycles;

/// <summary>
/// The whole loop in the world of short documents: base → simulate → reward → data → SFT → offline DPO → online DPO, and PPO from SFT; controls with choices that mean nothing; every stage
/// measured. Everything is kept in a folder; a cycle that was killed goes on there and ends with the same models. Several processes may work in one folder when each has seeds of its own and
/// the base is given. Call <see cref="NativeTorch.Start"/> first. Not thread-safe.
/// </summary>
public sealed class Cycle
{
    /// <summary>The file that a cycle makes for others to use, in its folder's <c>shared/shipped</c>.</summary>
    public const string ShippedName = "collab-builtin.gguf";

    private readonly CycleRecipe _recipe;
    private readonly CycleOptions _options;
    private readonly TimeProvider _time;
    private readonly IProgress<CycleProgress>? _progress;
    private readonly CycleFolder _folder;
    private readonly StageTraining _training;
    private readonly StageMeasuring _measuring;

    /// <param name="recipe">What is done.</param>
    /// <param name="options">Where, and from what.</param>
    /// <param name="time">For durations.</param>
    /// <param name="progress">Hears where the cycle is; may be null.</param>
    /// <exception cref="TrainingException">The recipe makes no sense, the base or a benchmark cannot be read, or the folder holds another cycle.</exception>
    public Cycle(CycleRecipe recipe, CycleOptions options, TimeProvider time, IProgress<CycleProgress>? progress)
    {
        recipe.Validate();
        (_recipe, _options, _time, _progress) = (recipe, options, time, progress);
        if (options.Base is { } given && !File.Exists(given)) throw new TrainingException($"The base {given} is not there.");
        foreach (var seed in options.Seeds ?? [])
        {
            if (!recipe.Seeds.Contains(seed)) throw new TrainingException($"The recipe has no seed {seed}; it has {string.Join(", ", recipe.Seeds)}.");
        }
        _folder = new(options.Folder, recipe, $"{(options.Base is { } file ? $"base {FileHash.Sha256(file)}" : "base made by the recipe")}{(options.Foreign is null ? "" : ", with benchmarks")}, measured with goals {StageMeasuring.GoalSeed}");
        (_training, _measuring) = (new(time), new(recipe.Evaluation, recipe.Data.Temperature, options, time));
    }

    /// <summary>Does what is not done yet, up to <see cref="CycleOptions.Lanes"/> stages side by side: each as soon as what it needs is there.</summary>
    /// <exception cref="TrainingException">Something cannot be learnt or measured; what was done before is kept.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; what was done is kept.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var lanes = new CycleLanes(_options.Lanes, cancellationToken);
        var start = _options.Base ?? await lanes.RunAsync(Base);
        List<long> seeds = [.. _recipe.Seeds.Where(s => _options.Seeds is not { } some || some.Contains(s))];
        foreach (var seed in seeds) await new CycleSeed(seed, start, _recipe, _options, _folder, _training, _measuring, lanes, _time, _progress).RunAsync();
        if (seeds.Contains(_recipe.Seeds[0])) await ShipAsync(cancellationToken);
    }

    /// <summary>The last stage of the first seed, as small as it is served; what is shipped is measured as it is served.</summary>
    private async Task ShipAsync(CancellationToken cancellationToken)
    {
        var seed = _recipe.Seeds[0];
        var folder = _folder.Of(null, CycleStages.Shipped);
        var model = Path.Combine(folder, ShippedName);
        if (CycleFolder.Done<StageRecord>(folder) is null)
        {
            using (var policy = PolicyFile.Load(StageTraining.Model(_folder.Of(seed, CycleStages.OnlineDpo)))) PolicyFile.Save(policy, model, GgmlType.Q8_0);
            CycleFolder.Mark(folder, new StageRecord(ShippedName, await FileHash.Sha256Async(model, cancellationToken), 0, 0, 0, 0));
        }
        var heard = new Listener<double>(share => _progress?.Report(new(seed, CycleStages.Shipped, "measuring", share)));
        await _measuring.RunAsync(_folder.Of(seed, $"{CycleStages.Shipped}-measured"), model, null, seed, MeasureExtent.Greedy | MeasureExtent.Hotter | MeasureExtent.Served, heard, cancellationToken);
    }

    private string Base(CancellationToken cancellationToken)
    {
        var (recipe, folder) = (_recipe.Base, _folder.Of(null, CycleStages.Base));
        var fresh = Path.Combine(folder, "fresh.gguf");
        if (!File.Exists(fresh)) NewModel.Write(fresh, recipe.Model, recipe.Habits);
        var loop = new LoopOptions { Tokens = recipe.Tokens, Rate = new() { Peak = recipe.Rate, WarmUp = 60, Shape = RateShape.Plateau, Last = 0.03 }, SaveEvery = 50 };
        _training.Run(folder, fresh, new() { Compute = recipe.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32 }, null, recipe.Model.Seed, loop, new() { Beta2 = 0.95, Decay = 0.05 }, policy =>
        {
            var source = new WorldDocuments(new SupervisedEncoder(policy, userWeight: 0.1), recipe.Habits, ValuePart.Training, recipe.Model.Seed, recipe.Primer);
            return new(new SupervisedTrainer(policy, source, new() { Batch = recipe.Batch, Seed = recipe.Model.Seed }, []).Objective, 0);
        }, new Listener<StepMetrics>(m => _progress?.Report(new(null, CycleStages.Base, "learning", m.Share, m.Loss))), GgmlType.F16, cancellationToken);
        return StageTraining.Model(folder);
    }
}
