using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets.Multiturn;
using CollabLLM.Core.Datasets.Rows;

namespace CollabLLM.Core.Datasets.Conversion;

/// <summary>
/// Turns a multiturn dataset into rows for trainers, by the rules of the reference implementation (<c>MultiturnDataset</c> of CollabLLM).
/// Nothing stored is changed: the same call gives the same rows however often it is made. Of equal scores the earlier row counts as the better
/// one; a row without score is in no pair, and in SFT comes after all that have one.
/// </summary>
public sealed class DatasetConverter(MultiturnDataset data, ConversionOptions options)
{
    private readonly DatasetIndex _index = data.Index;
    private int[][]? _groups;

    private int[][] Groups => _groups ??= _index.RowsOfGroups();

    /// <summary>Of every conversation the row with the largest turn, then the highest score; then the lower bound decides whether it stays.</summary>
    /// <exception cref="InputException">The metric of the lower bound is missing in a row.</exception>
    public ConvertedSplits<SftRow> ToSft()
    {
        var best = new int[_index.Conversations];
        Array.Fill(best, -1);
        for (var i = 0; i < _index.Rows.Count; i++)
        {
            ref readonly var row = ref _index.Rows[i];
            ref var so = ref best[row.Conversation];
            if (so < 0 || Later(row, _index.Rows[so])) so = i;
        }
        int[] kept = options.LowerBoundMetric is { } metric ? [.. best.Where(i => MeanOf(i, metric) >= options.LowerBound)] : best;
        return Split(kept, i => i, i => Sft(data.Read(i)));
    }

    /// <summary>Pairs of replies to the same prompt, turn after turn.</summary>
    public ConvertedSplits<DpoRow> ToDpo() => Split(Pairs(), p => p.Better, p =>
    {
        var (better, worse) = (data.Read(p.Better), data.Read(p.Worse));
        return new DpoRow(Prompt(better), better.Completion, worse.Completion, better.Score!.Value, worse.Score!.Value, options.ConversationalReplies);
    });

    /// <summary>The prompt of every turn, once.</summary>
    public ConvertedSplits<InputsRow> ToInputs() => Split([.. Groups.Select(g => g[0])], i => i, i => Inputs(data.Read(i)));

    /// <summary>The prompt of every turn, once, with the ids that tell turns apart.</summary>
    public ConvertedSplits<GrpoRow> ToGrpo() => Split([.. Groups.Select(g => g[0])], i => i, i =>
    {
        var row = data.Read(i);
        return new GrpoRow(Inputs(row), row.Conversation, row.TurnId);
    });

    /// <summary>The replies of the pairs of <see cref="ToDpo"/>, each once: wanted when it is only chosen, unwanted when it is only rejected.</summary>
    public ConvertedSplits<KtoRow> ToKto()
    {
        var labels = new SortedDictionary<int, bool?>();
        foreach (var (better, worse) in Pairs())
        {
            labels[better] = labels.TryGetValue(better, out var before) && before != true ? null : true;
            labels[worse] = labels.TryGetValue(worse, out before) && before != false ? null : false;
        }
        return Split([.. labels.Where(l => l.Value is not null)], l => l.Key, l =>
        {
            var row = data.Read(l.Key);
            return new KtoRow(Prompt(row), row.Completion, l.Value!.Value, row.Score!.Value);
        });
    }

    internal SftRow Sft(MultiturnRow row) =>
        new([.. Prompt(row), new(MessageRole.Assistant, row.Completion)], options.Loss, options.LossOnLastOnly);

    private static bool Later(in IndexedRow row, in IndexedRow than) =>
        row.Turn > than.Turn || row.Turn == than.Turn && (row.Score > than.Score || !double.IsNaN(row.Score) && double.IsNaN(than.Score));

    private List<(int Better, int Worse)> Pairs()
    {
        var pairs = new List<(int, int)>();
        foreach (var group in Groups)
        {
            int[] ranked = [.. group.Where(i => !double.IsNaN(_index.Rows[i].Score)).OrderByDescending(i => _index.Rows[i].Score)];
            for (var b = 0; b < ranked.Length - 1; b++)
            {
                if (b > 0 && options.Pairs == PairRule.BestWorst) break;
                var (first, last) = options.Pairs switch
                {
                    PairRule.BestWorst => (ranked.Length - 1, ranked.Length - 1),
                    PairRule.All => (b + 1, ranked.Length - 1),
                    _ => (b + 1, b + 1),
                };
                for (var w = first; w <= last; w++)
                {
                    if (_index.Rows[ranked[b]].Score - _index.Rows[ranked[w]].Score >= options.MinimumGap) pairs.Add((ranked[b], ranked[w]));
                }
            }
        }
        return pairs;
    }

    private InputsRow Inputs(MultiturnRow row) => new(Prompt(row), row.SingleTurnPrompt, row.SingleTurnCompletion, row.SingleTurnMetadata);

    private IReadOnlyList<TranscriptMessage> Prompt(MultiturnRow row)
    {
        // A system message that the data has stays, and nothing is put before it.
        if (options.SystemPrompt is null || row.Prompt is [{ Role: MessageRole.System }, ..]) return row.Prompt;
        return [new(MessageRole.System, options.SystemPrompt), .. row.Prompt];
    }

    private double MeanOf(int index, string metric)
    {
        var row = data.Read(index);
        double?[] values = metric == "score"
            ? [row.Score]
            : metric.StartsWith("rewards.", StringComparison.Ordinal) && row.Rewards.TryGetValue(metric["rewards.".Length..], out var scores)
                ? [.. scores]
                : throw Missing(index, metric);
        double[] known = [.. values.OfType<double>()];
        // What could not be scored has not reached the bound.
        return known.Length == 0 ? double.NegativeInfinity : known.Sum() / known.Length;
    }

    private InputException Missing(int index, string metric)
    {
        var (file, number) = data.PlaceOf(index);
        return new($"{file}, row {number}: {metric} is missing, the metric of the lower bound.");
    }

    private ConvertedSplits<T> Split<TItem, T>(IReadOnlyList<TItem> items, Func<TItem, int> rowOf, Func<TItem, T> make)
    {
        var eval = EvalDraw.Of([.. items.Select(i => _index.Rows[rowOf(i)].Conversation)], options);
        return new(Part(false), Part(true));

        ConvertedRows<T> Part(bool wanted)
        {
            int[] chosen = [.. Enumerable.Range(0, items.Count).Where(i => eval[i] == wanted)];
            return new(chosen.Length, i => Made(items[chosen[i]]));
        }

        T Made(TItem item)
        {
            try
            {
                return make(item);
            }
            catch (BadRowException e)
            {
                throw e.Problem.AsException(e);
            }
        }
    }
}
