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
    internal StageTable? Table(string stage, string file)
    {
        List<IReadOnlyList<TalkOutcome>> talks = [.. Measured(stage).Select(f => Path.Combine(f, file)).Where(File.Exists).Select(CycleFolder.ReadLines<TalkOutcome>)];
        return talks.Count > 0 ? new(stage, talks) : null;
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

    /// <summary>What a training stage left behind under a seed; null when it is not done.</summary>
    internal StageRecord? Trained(long? seed, string stage) => CycleFolder.Done<StageRecord>(Folder(seed, stage));

    /// <summary>What measuring a stage left behind under a seed.</summary>
    internal MeasureRecord? Measure(long seed, string stage) => CycleFolder.Done<MeasureRecord>(Folder(seed, $"{stage}-measured"));

    private IEnumerable<string> Measured(string stage) => _seeds.Select(s => Folder(s, $"{stage}-measured")).Where(f => CycleFolder.Done<MeasureRecord>(f) is not null);

    private string Folder(long? seed, string stage) => Path.Combine(_root, seed is { } s ? FormattableString.Invariant($"seed-{s}") : "shared", stage);
}
