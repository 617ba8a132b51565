using System.Collections.Concurrent;
using CollabLLM.Core.Datasets.Multiturn;
using CollabLLM.Core.World;
using CollabLLM.Gguf.Format;
using CollabLLM.Training.Losses;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Rollouts;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Training.Cycles;

/// <summary>Everything of a cycle under one seed. A stage waits for a lane as soon as what it needs is there, those that take longest first; when it has learnt, it is measured in any lane.</summary>
internal sealed class CycleSeed(
    long seed, string start, CycleRecipe recipe, CycleOptions options, CycleFolder folder, StageTraining training, StageMeasuring measuring, CycleLanes lanes, TimeProvider time, IProgress<CycleProgress>? progress)
{
    private const string DataName = "multiturn.json";
    private const string WiderName = "wider.jsonl";
    private const string RehearsedName = "rehearsed.jsonl";

    /// <summary>Measurements under way; they are waited for at the end.</summary>
    private readonly ConcurrentBag<Task> _measured = [];

    /// <summary>Does what is not done yet.</summary>
    /// <exception cref="TrainingException">Something cannot be learnt or measured.</exception>
    public async Task RunAsync()
    {
        // The base is one model for all seeds: its first messages are the same under each, and its greedy talks differ only by what the user hides, so one seed shows them.
        var controls = recipe.Seeds.Take(recipe.ControlSeeds).Contains(seed);
        Measure(CycleStages.Base, start, MeasureExtent.Hotter | (seed == recipe.Seeds[0] ? MeasureExtent.Greedy : MeasureExtent.Talks) | (controls ? MeasureExtent.AsDrawn : MeasureExtent.Talks));
        Measure(CycleStages.Proactive, start, MeasureExtent.Hotter, Prefixes.Proactive);
        var rows = await lanes.RunAsync(DataAsync, urgent: true);
        var rehearsed = await lanes.RunAsync(RehearsedAsync, urgent: true);
        List<Task> chains = [MainAsync(rows, rehearsed)];
        if (controls)
        {
            chains.Add(ControlAsync(CycleStages.SftRandom, CycleStages.DpoRandom, CycleExamples.Random, rows, rehearsed));
            chains.Add(ControlAsync(CycleStages.SftShuffled, CycleStages.DpoShuffled, CycleExamples.Shuffled, rows, rehearsed));
        }
        await Task.WhenAll(chains);
        await Task.WhenAll(_measured);
    }

    private async Task MainAsync(IReadOnlyList<MultiturnRow> rows, IReadOnlyList<Exchange> rehearsed)
    {
        var sft = await lanes.RunAsync(stop => Sft(CycleStages.Sft, rows, rehearsed, null, stop), urgent: true);
        Measure(CycleStages.Sft, MeasureExtent.Greedy | MeasureExtent.Hotter);
        await Task.WhenAll(
            PreferAsync(sft, rows, rehearsed), PpoAsync(rehearsed), options.Ablations && recipe.Seeds.Take(recipe.AblationSeeds).Contains(seed) ? AblateAsync(rows, rehearsed) : Task.CompletedTask);
    }

    private async Task PreferAsync(StageRecord sft, IReadOnlyList<MultiturnRow> rows, IReadOnlyList<Exchange> rehearsed)
    {
        var dpo = await lanes.RunAsync(stop => Dpo(CycleStages.Dpo, CycleStages.Sft, rows, rehearsed, recipe.Data.MinimumGap, stop), urgent: true);
        Measure(CycleStages.Dpo, MeasureExtent.Greedy | MeasureExtent.Hotter);
        var online = await lanes.RunAsync(stop => OnlineDpo(rehearsed, stop), urgent: true);
        Measure(CycleStages.OnlineDpo, MeasureExtent.Greedy | MeasureExtent.Hotter);
        await lanes.RunAsync(stop => Sft(CycleStages.SftEqual, rows, rehearsed, sft.Tokens + dpo.Tokens + online.Tokens, stop), urgent: true);
        Measure(CycleStages.SftEqual, MeasureExtent.Hotter);
    }

    private async Task PpoAsync(IReadOnlyList<Exchange> rehearsed)
    {
        await lanes.RunAsync(stop => Ppo(rehearsed, stop), urgent: true);
        Measure(CycleStages.Ppo, MeasureExtent.Hotter);
    }

    /// <summary>Pairs of the turns that are pairs in earnest, whatever their meaningless scores say.</summary>
    private async Task ControlAsync(
        string sft, string dpo, Func<IReadOnlyList<MultiturnRow>, long, IReadOnlyList<MultiturnRow>> meaningless, IReadOnlyList<MultiturnRow> rows, IReadOnlyList<Exchange> rehearsed)
    {
        await lanes.RunAsync(stop => Sft(sft, meaningless(rows, seed), rehearsed, null, stop));
        Measure(sft, MeasureExtent.AsDrawn);
        await lanes.RunAsync(stop => Dpo(dpo, sft, meaningless(CycleExamples.Differing(rows, recipe.Data.MinimumGap), seed), rehearsed, 0, stop));
        Measure(dpo, MeasureExtent.AsDrawn);
    }

    /// <summary>From the same model as offline DPO, each with rewards of its own; all of them are computed from the same futures.</summary>
    private async Task AblateAsync(IReadOnlyList<MultiturnRow> rows, IReadOnlyList<Exchange> rehearsed)
    {
        var wider = await lanes.RunAsync(stop => WiderAsync(rows, stop));
        foreach (var (name, weights, window) in CycleStages.Ablations(recipe))
        {
            var rescored = await lanes.RunAsync(async stop =>
            {
                var all = await WorldData.RescoreAsync(wider, weights.Rule(), window, stop);
                return CycleExamples.Differ(all, recipe.Data.MinimumGap) ? all : (IReadOnlyList<MultiturnRow>)[];
            });
            // A reward that never differs teaches nothing; the report lacks the row and says so.
            if (rescored.Count == 0) continue;
            await lanes.RunAsync(stop => Dpo(name, CycleStages.Sft, rescored, rehearsed, recipe.Data.MinimumGap, stop));
            Measure(name, MeasureExtent.Talks);
        }
    }

    private StageRecord Sft(string name, IReadOnlyList<MultiturnRow> examples, IReadOnlyList<Exchange> rehearsed, long? tokens, CancellationToken stop) => Train(name, start, recipe.Sft, tokens, policy =>
    {
        var encoder = new SupervisedEncoder(policy);
        // Batches as they come: one of short replies alone would be one of questions alone.
        List<TrainingDocument> documents = [.. CycleExamples.Best(examples, encoder), .. CycleExamples.Rehearsed(rehearsed, encoder)];
        return new(new SupervisedTrainer(policy, new DocumentList(documents), new() { Batch = recipe.Sft.Batch, Seed = seed, Window = 1 }, []).Objective, documents.Count);
    }, stop);

    private StageRecord Dpo(string name, string from, IReadOnlyList<MultiturnRow> examples, IReadOnlyList<Exchange> rehearsed, double gap, CancellationToken stop) => Train(name, Model(from), recipe.Dpo, null, policy =>
    {
        var pairs = CycleExamples.Pairs(examples, new SupervisedEncoder(policy), gap);
        var trainer = new PreferenceTrainer(policy, pairs, new() { Batch = recipe.Dpo.Batch, Seed = seed }, new() { Beta = recipe.Dpo.Beta, ChosenWeight = recipe.Dpo.ChosenWeight }, [], null, stop);
        return new(Beside(trainer.Objective, policy, rehearsed), pairs.Count);
    }, stop);

    private StageRecord OnlineDpo(IReadOnlyList<Exchange> rehearsed, CancellationToken stop) => Train(CycleStages.OnlineDpo, Model(CycleStages.Dpo), recipe.OnlineDpo, policy =>
    {
        var loss = new PreferenceOptions { Beta = recipe.OnlineDpo.Beta, ChosenWeight = recipe.OnlineDpo.ChosenWeight };
        var trainer = new OnlinePreferenceTrainer(policy, Rollouts(recipe.OnlineDpo, CycleStages.OnlineDpo), loss, new() { MinimumGap = recipe.Data.MinimumGap }, time, stop);
        return new(Beside(trainer.Objective, policy, rehearsed), 0);
    }, stop);

    private StageRecord Ppo(IReadOnlyList<Exchange> rehearsed, CancellationToken stop) => Train(CycleStages.Ppo, Model(CycleStages.Sft), recipe.Ppo, policy =>
    {
        // The reward comes at the end, and what decides about it, whether to ask, at the beginning: a shorter trace would not reach it.
        var trainer = new PpoTrainer(policy, Rollouts(recipe.Ppo, CycleStages.Ppo), new() { Trace = 1 }, new() { Epochs = 4, MiniBatch = 16 }, time, stop);
        return new(Beside(trainer.Objective, policy, rehearsed), 0, trainer);
    }, stop);

    private TrainingObjective Beside(TrainingObjective objective, Policy policy, IReadOnlyList<Exchange> rehearsed)
    {
        var documents = CycleExamples.Rehearsed(rehearsed, new SupervisedEncoder(policy));
        return documents.Count == 0 ? objective
            : Rehearsal.With(objective, new SupervisedTrainer(policy, new DocumentList(documents), new() { Batch = Math.Min(recipe.Data.RehearsedBeside, documents.Count), Seed = seed, Window = 1 }, []).Objective);
    }

    private string Model(string name) => StageTraining.Model(folder.Of(seed, name));

    private void Measure(string name, MeasureExtent extent) => Measure(name, Model(name), extent);

    private void Measure(string name, string model, MeasureExtent extent, string? prefix = null) =>
        _measured.Add(lanes.RunAsync(stop => measuring.RunAsync(folder.Of(seed, $"{name}-measured"), model, prefix, seed, extent, Doing(name, "measuring"), stop)));

    private async Task<IReadOnlyList<MultiturnRow>> DataAsync(CancellationToken stop)
    {
        var path = Path.Combine(folder.Of(seed, CycleStages.Data), DataName);
        if (!File.Exists(path))
        {
            using var talks = WorldTalks.Open(start, options.Threads, options.Together, time);
            var made = await WorldData.GenerateAsync(talks, recipe.Data, recipe.Reward.Rule(), seed, Doing(CycleStages.Data, "simulating"), stop);
            using (var file = File.Create(path + ".part")) MultiturnFiles.WriteNested(file, made, stop);
            File.Move(path + ".part", path, overwrite: true);
        }
        return await ReadAsync(path, stop);
    }

    /// <summary>The same talks, with futures as long as the widest window of the ablations.</summary>
    private async Task<IReadOnlyList<MultiturnRow>> WiderAsync(IReadOnlyList<MultiturnRow> rows, CancellationToken stop)
    {
        var path = Path.Combine(folder.Of(seed, CycleStages.Data), WiderName);
        if (!File.Exists(path))
        {
            using var talks = WorldTalks.Open(start, options.Threads, options.Together, time);
            var wider = await WorldData.ExtendAsync(talks, rows, recipe.Data, CycleStages.WidestWindow, seed, Doing(CycleStages.Data, "simulating on"), stop);
            using (var file = File.Create(path + ".part")) MultiturnFiles.WriteFlat(file, wider, stop);
            File.Move(path + ".part", path, overwrite: true);
        }
        return await ReadAsync(path, stop);
    }

    private static async Task<IReadOnlyList<MultiturnRow>> ReadAsync(string path, CancellationToken stop)
    {
        using var dataset = await MultiturnDataset.OpenAsync([path], null, stop);
        return [.. dataset.Rows()];
    }

    private async Task<IReadOnlyList<Exchange>> RehearsedAsync(CancellationToken stop)
    {
        var path = Path.Combine(folder.Of(seed, CycleStages.Data), RehearsedName);
        if (!File.Exists(path))
        {
            using var talks = WorldTalks.Open(start, options.Threads, options.Together, time);
            CycleFolder.WriteLines(path, await WorldData.RehearseAsync(talks, recipe.Data.Rehearsed, seed, stop));
        }
        return CycleFolder.ReadLines<Exchange>(path);
    }

    private StageRecord Train(string name, string from, StageRecipe stage, long? tokens, Func<Policy, StageTraining.Task> make, CancellationToken stop)
    {
        var loop = new LoopOptions { Steps = tokens is null ? stage.Steps : null, Tokens = tokens, Rate = new() { Peak = stage.Rate }, SaveEvery = 20 };
        return training.Run(folder.Of(seed, name), from, new(), new() { Rank = stage.Rank, Alpha = stage.Alpha }, seed, loop, new(), make, Learning(name), GgmlType.F32, stop);
    }

    private StageRecord Train(string name, string from, OnlineRecipe stage, Func<Policy, StageTraining.Task> make, CancellationToken stop)
    {
        var loop = new LoopOptions { Steps = stage.Steps, Rate = new() { Peak = stage.Rate }, SaveEvery = 1 };
        return training.Run(folder.Of(seed, name), from, new(), new() { Rank = stage.Rank, Alpha = stage.Alpha }, seed, loop, new(), make, Learning(name), GgmlType.F32, stop);
    }

    private RecordedRollouts Rollouts(OnlineRecipe own, string stage)
    {
        var task = new RolloutTask
        {
            // None of the goals of the offline data.
            Goals = DocumentWishes.Goals(Math.Max(own.Contexts, recipe.Data.Goals), ValuePart.Training, seed + 500_000),
            User = new WorldUser(WorldUserOptions.Cooperative),
            Score = WorldTalks.Metrics().ScoreAsync,
            Rule = recipe.Reward.Rule(),
            Allocation = Core.Rewards.FutureAllocation.Fixed(recipe.Data.Futures),
        };
        var drawn = new SimulatedRollouts(task, new()
        {
            Contexts = own.Contexts,
            Replies = own.Replies,
            MaxMessages = recipe.Data.MaxMessages,
            FutureMessages = 2 * recipe.Data.Window,
            ReplyTokens = WorldTalks.ReplyTokens,
            Together = options.Together,
            Threads = options.Threads,
            Seed = seed,
        }, time);
        return new(drawn, Path.Combine(folder.Of(seed, stage), "rollouts"));
    }

    private Listener<StepMetrics> Learning(string name) => new(m => progress?.Report(new(seed, name, "learning", m.Share, m.Loss)));

    private Listener<double> Doing(string name, string doing) => new(share => progress?.Report(new(seed, name, doing, share)));
}
