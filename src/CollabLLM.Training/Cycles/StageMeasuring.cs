using CollabLLM.Core;
using CollabLLM.Core.Datasets;
using CollabLLM.Core.Simulation;
using CollabLLM.Core.World;
using CollabLLM.Gguf.Decoding;

namespace CollabLLM.Training.Cycles;

/// <summary>
/// Measures models on held-out goals: talks with the terse user, whom nothing learns from; where it is asked for also greedily with the cooperative user, and with first messages of every
/// kind. Goals are the same for every stage and seed, so that stages are compared in pairs.
/// </summary>
/// <param name="drawn">The temperature that data is drawn at.</param>
internal sealed class StageMeasuring(EvaluationRecipe recipe, double drawn, CycleOptions options, TimeProvider time)
{
    /// <summary>Nothing that is learnt from has it, and nothing of the recipe of the committed report was chosen by looking at what it draws.</summary>
    internal const long GoalSeed = 900_004;

    private readonly IReadOnlyList<Goal> _goals = DocumentWishes.Goals(recipe.Goals, ValuePart.HeldOut, GoalSeed);

    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> _foreign =
        options.Foreign is { } folder ? ForeignFiles.Read(folder, GoalSeed) : new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Measures a model, unless that is done.</summary>
    /// <param name="folder">Where the results go.</param>
    /// <param name="model">A GGUF file.</param>
    /// <param name="prefix">The system message before every talk; null for none.</param>
    /// <param name="seed">Of the draws.</param>
    /// <param name="extent">What is measured beside the talks of the main table.</param>
    public async Task<MeasureRecord> RunAsync(string folder, string model, string? prefix, long seed, MeasureExtent extent, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        if (CycleFolder.Done<MeasureRecord>(folder) is { } done && Covers(folder, done, extent)) return done;
        var began = time.GetTimestamp();
        var served = extent.HasFlag(MeasureExtent.Served);
        using var talks = WorldTalks.Open(model, options.Threads, options.Together, time, served ? Precision.Fast : Precision.Exact);
        var (parts, begun) = (1 + (extent.HasFlag(MeasureExtent.Greedy) ? 2 : 0) + (extent.HasFlag(MeasureExtent.AsDrawn) ? 1 : 0) + (extent.HasFlag(MeasureExtent.Hotter) ? 1 : 0) + (served ? 1 : 0), 0);
        await TalkAsync(StageMeasures.Terse, WorldUserOptions.Terse, recipe.Temperature);
        if (extent.HasFlag(MeasureExtent.Hotter)) await TalkAsync(StageMeasures.Hotter, WorldUserOptions.Terse, recipe.Hotter);
        if (extent.HasFlag(MeasureExtent.AsDrawn)) await TalkAsync(StageMeasures.AsDrawn, WorldUserOptions.Terse, drawn);
        WorldProbes? probes = null;
        if (extent.HasFlag(MeasureExtent.Greedy))
        {
            await TalkAsync(StageMeasures.Cooperative, WorldUserOptions.Cooperative, 0);
            probes = await WorldProbes.OfAsync(talks, recipe.Probes, _foreign, GoalSeed, Part(), cancellationToken);
        }
        var natural = served ? await NaturalProbes.OfAsync(talks, recipe.Probes, recipe.Replies, GoalSeed, Part(), cancellationToken) : null;
        var record = new MeasureRecord(await FileHash.Sha256Async(model, cancellationToken), prefix, probes, natural, time.GetElapsedTime(began).TotalSeconds);
        CycleFolder.Mark(folder, record);
        return record;

        async Task TalkAsync(string name, WorldUserOptions user, double temperature)
        {
            var all = await WorldTalks.AllAsync(talks.With(user, temperature, prefix), _goals, recipe.Replies, seed, Part(), cancellationToken);
            CycleFolder.WriteLines(Path.Combine(folder, name), all.Select(TalkOutcome.Of));
            if (all.All(t => t.Stop == StopReason.Error)) throw new TrainingException($"Every talk with {model} failed: {all[0].Failure!.Reason}");
        }

        IProgress<double>? Part() => progress is null ? null : new Partly(progress, begun++ / (double)parts, 1.0 / parts);
    }

    /// <summary>What was measured before there were controls for a seed, say, lacks what is compared with them.</summary>
    private static bool Covers(string folder, MeasureRecord done, MeasureExtent extent) =>
        (!extent.HasFlag(MeasureExtent.AsDrawn) || File.Exists(Path.Combine(folder, StageMeasures.AsDrawn)))
        && (!extent.HasFlag(MeasureExtent.Hotter) || File.Exists(Path.Combine(folder, StageMeasures.Hotter)))
        && (!extent.HasFlag(MeasureExtent.Greedy) || done.Probes is not null)
        && (!extent.HasFlag(MeasureExtent.Served) || done.Natural is not null);

    private sealed class Partly(IProgress<double> whole, double from, double share) : IProgress<double>
    {
        public void Report(double value) => whole.Report(from + (value * share));
    }
}
