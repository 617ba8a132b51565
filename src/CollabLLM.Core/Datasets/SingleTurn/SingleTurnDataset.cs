using CollabLLM.Core.Randomness;

namespace CollabLLM.Core.Datasets.SingleTurn;

/// <summary>Goals with their references: what conversations are simulated from.</summary>
public sealed class SingleTurnDataset(IReadOnlyList<Goal> rows)
{
    public const double DefaultEvalRatio = 0.1;
    public const long DefaultSeed = 42;

    public IReadOnlyList<Goal> Rows { get; } = rows;

    /// <summary>Reads a file; see <see cref="SingleTurnReader"/>.</summary>
    public static Task<SingleTurnDataset> ReadAsync(string path, FieldMap? map = null, CancellationToken cancellationToken = default) =>
        SingleTurnReader.ReadAsync(path, map ?? new(), null, uniform: true, cancellationToken);

    /// <summary>Reads goals to play: rows may lack a reference and other fields, and the id is no metadata.</summary>
    /// <param name="limit">Reads only so many rows; null for all.</param>
    /// <exception cref="InputException">Names file, row and field.</exception>
    public static async Task<IReadOnlyList<Goal>> ReadGoalsAsync(string path, FieldMap? map = null, int? limit = null, CancellationToken cancellationToken = default)
    {
        map ??= new();
        var data = await SingleTurnReader.ReadAsync(path, map, limit, uniform: false, cancellationToken);
        foreach (var goal in data.Rows) goal.Metadata.Remove(map.Id);
        return data.Rows;
    }

    /// <summary>
    /// The parts that the rows name, in order of first appearance; where no row names one, <c>train</c> and <c>eval</c> as
    /// <see cref="Split"/> draws them.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Goal>> Parts()
    {
        var parts = new OrderedDictionary<string, IReadOnlyList<Goal>>(StringComparer.Ordinal);
        if (Rows.All(r => r.Split is null))
        {
            var (train, eval) = Split();
            parts.Add("train", train);
            parts.Add("eval", eval);
            return parts;
        }
        foreach (var part in Rows.GroupBy(r => r.Split ?? "train", StringComparer.Ordinal)) parts.Add(part.Key, [.. part]);
        return parts;
    }

    /// <summary>Draws as the reference code does: <c>random.seed(seed)</c>, <c>random.sample(range(n), int(n * ratio))</c> of CPython.</summary>
    /// <param name="evalRatio">0 to 1.</param>
    public SingleTurnSplits Split(double evalRatio = DefaultEvalRatio, long seed = DefaultSeed)
    {
        var drawn = new PythonRandom(seed).Sample(Rows.Count, (int)(Rows.Count * evalRatio));
        var eval = drawn.ToHashSet();
        return new([.. Rows.Where((_, i) => !eval.Contains(i))], [.. drawn.Select(i => Rows[i])]);
    }
}
