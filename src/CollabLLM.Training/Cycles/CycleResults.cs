namespace CollabLLM.Training.Cycles;

/// <summary>What a cycle has measured so far. Only seeds count for which a stage was measured; the report says how many those are.</summary>
public sealed class CycleResults
{
    private readonly string _root;
    private readonly IReadOnlyList<long> _seeds;

    private CycleResults(string root, IReadOnlyList<long> seeds) => (_root, _seeds) = (root, seeds);

    /// <summary>The results in a folder.</summary>
    /// <param name="folder">Of a cycle.</param>
    /// <param name="recipe">Its recipe.</param>
    public static CycleResults Of(string folder, CycleRecipe recipe) => new(folder, recipe.Seeds);

    internal string Root => _root;

    internal IReadOnlyList<long> Seeds => _seeds;

    /// <summary>The talks of a stage; null when it was measured for no seed.</summary>
    internal StageTable? Table(string stage, string file) => Table(stage, file, stage);

    /// <summary>The talks of two stages under the seeds for which both were measured; null when there is none.</summary>
    internal (StageTable Stage, StageTable Than)? Tables(string stage, string than, string file) =>
        Table(stage, file, than) is { } a && Table(than, file, stage) is { } b ? (a, b) : null;

    /// <summary>What the ablations came to, and what they compare with under the same seeds; empty when there is none. Without the window: those of other rewards.</summary>
    internal IReadOnlyList<(int? Window, StageTable Table)> Ablations(CycleRecipe recipe)
    {
        List<(string Name, int? Window)> done =
            [.. CycleStages.Ablations(recipe).Where(a => Table(a.Name, StageMeasures.Terse) is not null).Select(a => (a.Name, a.Weights == recipe.Reward ? a.Window : (int?)null))];
        if (done.Count == 0) return [];
        List<(string Name, int? Window)> all = [(CycleStages.Sft, null), (CycleStages.Dpo, recipe.Data.Window), .. done];
        return [.. all.Select(a => (a.Window, Tables(a.Name, done[0].Name, StageMeasures.Terse)?.Stage)).Where(a => a.Stage is not null).Select(a => (a.Window, a.Stage!))];
    }

    private StageTable? Table(string stage, string file, string other)
    {
        List<IReadOnlyList<TalkOutcome>> talks = [.. _seeds.Where(s => Has(s, stage) && Has(s, other)).Select(s => CycleFolder.ReadLines<TalkOutcome>(Path.Combine(Folder(s, $"{stage}-measured"), file)))];
        return talks.Count > 0 ? new(stage, talks) : null;

        bool Has(long seed, string of) => Measure(seed, of) is not null && File.Exists(Path.Combine(Folder(seed, $"{of}-measured"), file));
    }

    /// <summary>The probes of a stage, added up over seeds; null where there are none. Greedy: seeds differ only where the model does.</summary>
    internal WorldProbes? Probes(string stage)
    {
        List<WorldProbes> all = [.. Measured(stage).Select(f => CycleFolder.Done<MeasureRecord>(f)!.Probes).OfType<WorldProbes>()];
        return all.Count == 0 ? null : new(
            Sum(p => p.AsksIncomplete),
            Sum(p => p.AsksComplete),
            Sum(p => p.FieldsComplete),
            all[0].Honest.Keys.ToDictionary(k => k, k => Sum(p => p.Honest[k]), StringComparer.Ordinal));

        Share Sum(Func<WorldProbes, Share> share) => new(all.Sum(p => share(p).Count), all.Sum(p => share(p).Of));
    }

    /// <summary>How the shipped model serves freely worded requests; null when it was not measured.</summary>
    internal NaturalProbes? Natural => Measured(CycleStages.Shipped).Select(f => CycleFolder.Done<MeasureRecord>(f)!.Natural).OfType<NaturalProbes>().FirstOrDefault();

    /// <summary>What a training stage left behind under a seed; null when it is not done.</summary>
    internal StageRecord? Trained(long? seed, string stage) => CycleFolder.Done<StageRecord>(Folder(seed, stage));

    /// <summary>What measuring a stage left behind under a seed.</summary>
    internal MeasureRecord? Measure(long seed, string stage) => CycleFolder.Done<MeasureRecord>(Folder(seed, $"{stage}-measured"));

    private IEnumerable<string> Measured(string stage) => _seeds.Select(s => Folder(s, $"{stage}-measured")).Where(f => CycleFolder.Done<MeasureRecord>(f) is not null);

    private string Folder(long? seed, string stage) => Path.Combine(_root, seed is { } s ? FormattableString.Invariant($"seed-{s}") : "shared", stage);
}
