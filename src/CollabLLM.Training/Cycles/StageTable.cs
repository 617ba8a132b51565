using CollabLLM.Core.Statistics;

namespace CollabLLM.Training.Cycles;

/// <summary>The talks of one stage: a row for every seed, a column for every goal, the same goals for all stages.</summary>
/// <param name="Stage">Its name.</param>
/// <param name="Talks">By seed, then by goal.</param>
public sealed record StageTable(string Stage, IReadOnlyList<IReadOnlyList<TalkOutcome>> Talks)
{
    /// <summary>Of intervals; the same everywhere, so that a report made again is the same.</summary>
    private const long BootstrapSeed = 1;

    /// <summary>All talks.</summary>
    public IEnumerable<TalkOutcome> All => Talks.SelectMany(t => t);

    /// <summary>The mean of a value, with its interval over goals and seeds.</summary>
    public ConfidenceInterval Mean(Func<TalkOutcome, double> value) => PigeonholeBootstrap.Mean(Values(value), BootstrapSeed);

    /// <summary>Median over all talks.</summary>
    public double Median(Func<TalkOutcome, double> value) => Descriptive.Quantile([.. All.Select(value)], 0.5);

    /// <summary>Share of talks.</summary>
    public Share Share(Func<TalkOutcome, bool> of, Func<TalkOutcome, bool>? among = null)
    {
        List<TalkOutcome> all = [.. All.Where(t => among is null || among(t))];
        return new(all.Count(of), all.Count);
    }

    /// <summary>How much larger the mean is than another stage's, relative to that; talks about one goal under one seed are a pair.</summary>
    public ConfidenceInterval Gain(StageTable than, Func<TalkOutcome, double> value) => PigeonholeBootstrap.Paired(Values(value), than.Values(value), (a, b) => (a - b) / b, BootstrapSeed);

    /// <summary>How much larger the mean is than another stage's.</summary>
    public ConfidenceInterval Difference(StageTable than, Func<TalkOutcome, double> value) => PigeonholeBootstrap.Paired(Values(value), than.Values(value), (a, b) => a - b, BootstrapSeed);

    private IReadOnlyList<IReadOnlyList<double>> Values(Func<TalkOutcome, double> value) => [.. Talks.Select(seed => (IReadOnlyList<double>)[.. seed.Select(value)])];
}
