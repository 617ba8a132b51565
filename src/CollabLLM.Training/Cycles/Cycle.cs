using CollabLLM.Core;
using CollabLLM.Core.Datasets.Multiturn;
using CollabLLM.Core.World;
using CollabLLM.Gguf.Format;
using CollabLLM.Training.Losses;
using CollabLLM.Training.Native;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Rollouts;
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
    private const string DataName = "multiturn.json";
    private const string WiderName = "wider.jsonl";
    private const string RehearsedName = "rehearsed.jsonl";

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
        _folder = new(options.Folder, recipe.Text(), $"{(options.Base is { } file ? $"base {FileHash.Sha256(file)}" : "base made by the recipe")}{(options.Foreign is null ? "" : ", with benchmarks")}");
        (_training, _measuring) = (new(time), new(recipe.Evaluation, recipe.Data.Temperature, options, time));
    }

    /// <summary>Does what is not done yet.</summary>
    /// <exception cref="TrainingException">Something cannot be learnt or measured; what was done before is kept.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; what was done is kept.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var start = _options.Base ?? Base(cancellationToken);
        List<long> seeds = [.. _recipe.Seeds.Where(s => _options.Seeds is not { } some || some.Contains(s))];
        foreach (var seed in seeds) await SeedAsync(seed, start, cancellationToken);
        if (seeds.Contains(_recipe.Seeds[0])) await ShipAsync(cancellationToken);
    }

    /// <summary>The last stage of the first seed, as small as it is served; what is shipped is what is measured.</summary>
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
        await _measuring.RunAsync(_folder.Of(seed, $"{CycleStages.Shipped}-measured"), model, null, seed, MeasureExtent.Greedy, Doing(seed, CycleStages.Shipped, "measuring"), cancellationToken);
    }

    private async Task SeedAsync(long seed, string start, CancellationToken cancellationToken)
    {
        // The base is one model for all seeds: its first messages are the same under each, and its greedy talks differ only by what the user hides, so one seed shows them.
        var controls = _recipe.Seeds.Take(_recipe.ControlSeeds).Contains(seed);
        await MeasureAsync(CycleStages.Base, start, (seed == _recipe.Seeds[0] ? MeasureExtent.Greedy : MeasureExtent.Talks) | (controls ? MeasureExtent.AsDrawn : MeasureExtent.Talks));
        await MeasureAsync(CycleStages.Proactive, start, MeasureExtent.Talks, Prefixes.Proactive);
        var ablates = _options.Ablations && _recipe.Seeds.Take(_recipe.AblationSeeds).Contains(seed);
        var rows = await DataAsync(seed, start, cancellationToken);
        var rehearsed = await RehearsedAsync(seed, start, cancellationToken);

        var sft = Sft(CycleStages.Sft, start, rows);
        var sftModel = await MeasuredAsync(CycleStages.Sft, MeasureExtent.Greedy);
        var dpo = Dpo(CycleStages.Dpo, sftModel, rows, _recipe.Data.MinimumGap);
        var dpoModel = await MeasuredAsync(CycleStages.Dpo, MeasureExtent.Greedy);
        var online = OnlineDpo(dpoModel);
        await MeasuredAsync(CycleStages.OnlineDpo, MeasureExtent.Greedy);
        Ppo(sftModel);
        await MeasuredAsync(CycleStages.Ppo, MeasureExtent.Talks);

        Sft(CycleStages.SftEqual, start, rows, sft.Tokens + dpo.Tokens + online.Tokens);
        await MeasuredAsync(CycleStages.SftEqual, MeasureExtent.Talks);
        if (controls)
        {
            await ControlAsync(CycleStages.SftRandom, CycleStages.DpoRandom, CycleExamples.Random);
            await ControlAsync(CycleStages.SftShuffled, CycleStages.DpoShuffled, CycleExamples.Shuffled);
        }
        if (ablates) await AblateAsync();

        // Pairs of the turns that are pairs in earnest, whatever their meaningless scores say.
        async Task ControlAsync(string sftName, string dpoName, Func<IReadOnlyList<MultiturnRow>, long, IReadOnlyList<MultiturnRow>> meaningless)
        {
            Sft(sftName, start, meaningless(rows, seed));
            var model = await MeasuredAsync(sftName, MeasureExtent.AsDrawn);
            Dpo(dpoName, model, meaningless(CycleExamples.Differing(rows, _recipe.Data.MinimumGap), seed), 0);
            await MeasuredAsync(dpoName, MeasureExtent.AsDrawn);
        }

        // From the same model as offline DPO, each with rewards of its own; all of them are computed from the same futures.
        async Task AblateAsync()
        {
            var wider = await WiderAsync(seed, start, rows, cancellationToken);
            foreach (var (name, weights, window) in CycleStages.Ablations(_recipe))
            {
                var rescored = await WorldData.RescoreAsync(wider, weights.Rule(), window, cancellationToken);
                // A reward that never differs teaches nothing; the report lacks the row and says so.
                if (!CycleExamples.Differ(rescored, _recipe.Data.MinimumGap)) continue;
                Dpo(name, sftModel, rescored, _recipe.Data.MinimumGap);
                await MeasuredAsync(name, MeasureExtent.Talks);
            }
        }

        StageRecord Sft(string name, string from, IReadOnlyList<MultiturnRow> examples, long? tokens = null) => Train(seed, name, from, _recipe.Sft, tokens, policy =>
        {
            var encoder = new SupervisedEncoder(policy);
            // Batches as they come: one of short replies alone would be one of questions alone.
            List<TrainingDocument> documents = [.. CycleExamples.Best(examples, encoder), .. CycleExamples.Rehearsed(rehearsed, encoder)];
            return new(new SupervisedTrainer(policy, new DocumentList(documents), new() { Batch = _recipe.Sft.Batch, Seed = seed, Window = 1 }, []).Objective, documents.Count);
        }, cancellationToken);

        StageRecord Dpo(string name, string from, IReadOnlyList<MultiturnRow> examples, double gap) => Train(seed, name, from, _recipe.Dpo, null, policy =>
        {
            var pairs = CycleExamples.Pairs(examples, new SupervisedEncoder(policy), gap);
            return new(new PreferenceTrainer(policy, pairs, new() { Batch = _recipe.Dpo.Batch, Seed = seed }, new() { Beta = _recipe.Dpo.Beta, ChosenWeight = _recipe.Dpo.ChosenWeight }, [], null, cancellationToken).Objective, pairs.Count);
        }, cancellationToken);

        StageRecord OnlineDpo(string from) => Train(seed, CycleStages.OnlineDpo, from, _recipe.OnlineDpo, policy =>
            new(new OnlinePreferenceTrainer(policy, Rollouts(_recipe.OnlineDpo, seed, CycleStages.OnlineDpo), new PreferenceOptions { Beta = _recipe.OnlineDpo.Beta, ChosenWeight = _recipe.OnlineDpo.ChosenWeight }, new() { MinimumGap = _recipe.Data.MinimumGap }, _time, cancellationToken).Objective, 0), cancellationToken);

        StageRecord Ppo(string from) => Train(seed, CycleStages.Ppo, from, _recipe.Ppo, policy =>
        {
            // The reward comes at the end, and what decides about it, whether to ask, at the beginning: a shorter trace would not reach it.
            var trainer = new PpoTrainer(policy, Rollouts(_recipe.Ppo, seed, CycleStages.Ppo), new() { Trace = 1 }, new() { Epochs = 4, MiniBatch = 16 }, _time, cancellationToken);
            return new(trainer.Objective, 0, trainer);
        }, cancellationToken);

        async Task<string> MeasuredAsync(string name, MeasureExtent extent)
        {
            var model = StageTraining.Model(_folder.Of(seed, name));
            await MeasureAsync(name, model, extent);
            return model;
        }

        Task MeasureAsync(string name, string model, MeasureExtent extent, string? prefix = null) =>
            _measuring.RunAsync(_folder.Of(seed, $"{name}-measured"), model, prefix, seed, extent, Doing(seed, name, "measuring"), cancellationToken);
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
        }, Learning(null, CycleStages.Base), GgmlType.F16, cancellationToken);
        return StageTraining.Model(folder);
    }

    private async Task<IReadOnlyList<MultiturnRow>> DataAsync(long seed, string model, CancellationToken cancellationToken)
    {
        var path = Path.Combine(_folder.Of(seed, CycleStages.Data), DataName);
        if (!File.Exists(path))
        {
            using var talks = WorldTalks.Open(model, _options.Threads, _options.Together, _time);
            var made = await WorldData.GenerateAsync(talks, _recipe.Data, _recipe.Reward.Rule(), seed, Doing(seed, CycleStages.Data, "simulating"), cancellationToken);
            using (var file = File.Create(path + ".part")) MultiturnFiles.WriteNested(file, made, cancellationToken);
            File.Move(path + ".part", path, overwrite: true);
        }
        return await ReadAsync(path, cancellationToken);
    }

    /// <summary>The same talks, with futures as long as the widest window of the ablations.</summary>
    private async Task<IReadOnlyList<MultiturnRow>> WiderAsync(long seed, string model, IReadOnlyList<MultiturnRow> rows, CancellationToken cancellationToken)
    {
        var path = Path.Combine(_folder.Of(seed, CycleStages.Data), WiderName);
        if (!File.Exists(path))
        {
            using var talks = WorldTalks.Open(model, _options.Threads, _options.Together, _time);
            var wider = await WorldData.ExtendAsync(talks, rows, _recipe.Data, CycleStages.WidestWindow, seed, Doing(seed, CycleStages.Data, "simulating on"), cancellationToken);
            using (var file = File.Create(path + ".part")) MultiturnFiles.WriteFlat(file, wider, cancellationToken);
            File.Move(path + ".part", path, overwrite: true);
        }
        return await ReadAsync(path, cancellationToken);
    }

    private static async Task<IReadOnlyList<MultiturnRow>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        using var dataset = await MultiturnDataset.OpenAsync([path], null, cancellationToken);
        return [.. dataset.Rows()];
    }

    private async Task<IReadOnlyList<Exchange>> RehearsedAsync(long seed, string model, CancellationToken cancellationToken)
    {
        var path = Path.Combine(_folder.Of(seed, CycleStages.Data), RehearsedName);
        if (!File.Exists(path))
        {
            using var talks = WorldTalks.Open(model, _options.Threads, _options.Together, _time);
            CycleFolder.WriteLines(path, await WorldData.RehearseAsync(talks, _recipe.Data.Rehearsed, seed, cancellationToken));
        }
        return CycleFolder.ReadLines<Exchange>(path);
    }

    private StageRecord Train(long seed, string name, string from, StageRecipe recipe, long? tokens, Func<Policy, StageTraining.Task> make, CancellationToken cancellationToken)
    {
        var loop = new LoopOptions { Steps = tokens is null ? recipe.Steps : null, Tokens = tokens, Rate = new() { Peak = recipe.Rate }, SaveEvery = 20 };
        return _training.Run(_folder.Of(seed, name), from, new(), new() { Rank = recipe.Rank, Alpha = recipe.Alpha }, seed, loop, new(), make, Learning(seed, name), GgmlType.F32, cancellationToken);
    }

    private StageRecord Train(long seed, string name, string from, OnlineRecipe recipe, Func<Policy, StageTraining.Task> make, CancellationToken cancellationToken)
    {
        var loop = new LoopOptions { Steps = recipe.Steps, Rate = new() { Peak = recipe.Rate }, SaveEvery = 1 };
        return _training.Run(_folder.Of(seed, name), from, new(), new() { Rank = recipe.Rank, Alpha = recipe.Alpha }, seed, loop, new(), make, Learning(seed, name), GgmlType.F32, cancellationToken);
    }

    private RecordedRollouts Rollouts(OnlineRecipe recipe, long seed, string stage)
    {
        var task = new RolloutTask
        {
            // None of the goals of the offline data.
            Goals = DocumentWishes.Goals(Math.Max(recipe.Contexts, _recipe.Data.Goals), ValuePart.Training, seed + 500_000),
            User = new WorldUser(WorldUserOptions.Cooperative),
            Score = WorldTalks.Metrics().ScoreAsync,
            Rule = _recipe.Reward.Rule(),
            Allocation = Core.Rewards.FutureAllocation.Fixed(_recipe.Data.Futures),
        };
        var drawn = new SimulatedRollouts(task, new()
        {
            Contexts = recipe.Contexts,
            Replies = recipe.Replies,
            MaxMessages = _recipe.Data.MaxMessages,
            FutureMessages = 2 * _recipe.Data.Window,
            ReplyTokens = WorldTalks.ReplyTokens,
            Together = _options.Together,
            Threads = _options.Threads,
            Seed = seed,
        }, _time);
        return new(drawn, Path.Combine(_folder.Of(seed, stage), "rollouts"));
    }

    private Listener<StepMetrics> Learning(long? seed, string name) => new(m => _progress?.Report(new(seed, name, "learning", m.Share, m.Loss)));

    private Listener<double> Doing(long? seed, string name, string doing) => new(share => _progress?.Report(new(seed, name, doing, share)));

    /// <summary>Passes on at once; <see cref="Progress{T}"/> would pass on later, on another thread.</summary>
    private sealed class Listener<T>(Action<T> hear) : IProgress<T>
    {
        public void Report(T value) => hear(value);
    }
}
