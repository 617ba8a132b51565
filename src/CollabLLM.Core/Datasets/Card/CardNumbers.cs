using CollabLLM.Core.Datasets.Multiturn;
using CollabLLM.Core.Datasets.Rows;
using CollabLLM.Core.Metrics.Effort;

namespace CollabLLM.Core.Datasets.Card;

/// <summary>The numbers of a card: scores from the index, everything else in one pass over the rows.</summary>
internal sealed class CardNumbers
{
    private enum Rank : byte { Other, Best, Worst }

    private readonly MultiturnDataset _data;
    private readonly int _every;
    private readonly Rank[] _rank;
    private readonly bool[] _first;
    private readonly OrderedDictionary<string, Tally> _metrics = new(StringComparer.Ordinal);
    private readonly PackedList<double> _promptMessages = new();
    private readonly PackedList<double> _promptCharacters = new();
    private readonly PackedList<double> _replyCharacters = new();
    private readonly PackedList<double> _promptTokens = new();
    private readonly PackedList<double> _replyTokens = new();

    public CardNumbers(MultiturnDataset data, int tokenRows)
    {
        _data = data;
        _every = Math.Max(1, (int)Math.Ceiling(data.Count / (double)Math.Max(1, tokenRows)));
        (_rank, _first) = (new Rank[data.Count], new bool[data.Count]);
        RankRows();
    }

    public int WithoutScore { get; private set; }

    public Spread Chosen { get; private set; } = new(0, null, null);

    public Spread Rejected { get; private set; } = new(0, null, null);

    public Quantiles? Gap { get; private set; }

    public IReadOnlyList<CardMetric> Metrics => [.. _metrics.Select(m => m.Value.Result(m.Key))];

    public CardLengths Lengths => new(
        Of(_promptMessages), Of(_promptCharacters), Of(_replyCharacters), Of(_promptTokens), Of(_replyTokens), _every);

    public void Read(CancellationToken cancellationToken)
    {
        for (var i = 0; i < _data.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var row = _data.Read(i);
            var counted = i % _every == 0;
            if (_first[i])
            {
                _promptMessages.Add(row.Prompt.Count);
                _promptCharacters.Add(row.Prompt.Sum(m => m.Content.Length));
                if (counted) _promptTokens.Add(row.Prompt.Sum(m => Cl100k.Count(m.Content)));
            }
            _replyCharacters.Add(row.Completion.Length);
            if (counted) _replyTokens.Add(Cl100k.Count(row.Completion));
            foreach (var (metric, values) in row.Rewards)
            {
                if (!_metrics.TryGetValue(metric, out var tally)) _metrics.Add(metric, tally = new());
                foreach (var value in values) tally.Add(value, _rank[i]);
            }
        }
    }

    /// <summary>Of equal scores the earlier row is the better one, as in conversions.</summary>
    private void RankRows()
    {
        var (chosen, rejected) = (new RunningSpread(), new RunningSpread());
        List<double> gaps = [];
        foreach (var group in _data.Index.RowsOfGroups())
        {
            _first[group[0]] = true;
            var (best, worst, scored) = (-1, -1, 0);
            foreach (var i in group)
            {
                var score = _data.Index.Rows[i].Score;
                if (double.IsNaN(score))
                {
                    WithoutScore++;
                    continue;
                }
                scored++;
                if (best < 0 || score > _data.Index.Rows[best].Score) best = i;
                if (worst < 0 || score <= _data.Index.Rows[worst].Score) worst = i;
            }
            if (scored < 2) continue;
            (_rank[best], _rank[worst]) = (Rank.Best, Rank.Worst);
            var (high, low) = (_data.Index.Rows[best].Score, _data.Index.Rows[worst].Score);
            chosen.Add(high);
            rejected.Add(low);
            gaps.Add(high - low);
        }
        (Chosen, Rejected, Gap) = (chosen.Result(), rejected.Result(), Quantiles.Of([.. gaps]));
    }

    private static Quantiles? Of(PackedList<double> values)
    {
        var all = new double[values.Count];
        for (var i = 0; i < all.Length; i++) all[i] = values[i];
        return Quantiles.Of(all);
    }

    private sealed class Tally
    {
        private readonly RunningSpread _all = new();
        private readonly RunningSpread _chosen = new();
        private readonly RunningSpread _rejected = new();
        private long _missing;

        public void Add(double? value, Rank rank)
        {
            if (value is not { } number)
            {
                _missing++;
                return;
            }
            _all.Add(number);
            if (rank == Rank.Best) _chosen.Add(number);
            if (rank == Rank.Worst) _rejected.Add(number);
        }

        public CardMetric Result(string name) => new(name, _all.Result(), _chosen.Result(), _rejected.Result(), _missing);
    }
}
