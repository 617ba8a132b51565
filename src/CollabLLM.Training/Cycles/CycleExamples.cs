using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets.Conversion;
using CollabLLM.Core.Datasets.Multiturn;
using CollabLLM.Core.Randomness;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Training.Cycles;

/// <summary>What stages learn from: replies and pairs of multiturn data, and the same with scores that mean nothing, for controls.</summary>
public static class CycleExamples
{
    /// <summary>Scores that are drawn: the choice of replies is random.</summary>
    public static IReadOnlyList<MultiturnRow> Random(IReadOnlyList<MultiturnRow> rows, long seed)
    {
        var random = new PythonRandom(seed);
        return [.. rows.Select(r => r with { Score = random.NextDouble() })];
    }

    /// <summary>The scores that are there, each at another reply.</summary>
    public static IReadOnlyList<MultiturnRow> Shuffled(IReadOnlyList<MultiturnRow> rows, long seed)
    {
        double?[] scores = [.. rows.Select(r => r.Score)];
        new PythonRandom(seed).Shuffle(scores);
        return [.. rows.Zip(scores, (row, score) => row with { Score = score })];
    }

    /// <summary>The best reply of every turn.</summary>
    /// <param name="rows">Replies with scores.</param>
    /// <param name="encoder">Of the model that learns.</param>
    public static IReadOnlyList<TrainingDocument> Best(IReadOnlyList<MultiturnRow> rows, SupervisedEncoder encoder) =>
        [.. Converted(rows, 0).Select((row, i) => Encode(encoder, i, row.Prompt, row.Chosen)).Where(d => d.Tokens.Length <= encoder.Context)];

    /// <summary>Answers as they are.</summary>
    /// <param name="exchanges">A message and the reply to it.</param>
    /// <param name="encoder">Of the model that learns.</param>
    public static IReadOnlyList<TrainingDocument> Rehearsed(IReadOnlyList<Exchange> exchanges, SupervisedEncoder encoder) =>
        [.. exchanges.Select((e, i) => Encode(encoder, i, [new(MessageRole.User, e.Message)], e.Reply)).Where(d => d.Tokens.Length <= encoder.Context)];

    /// <summary>The best and the worst reply of every turn whose rewards differ enough.</summary>
    /// <param name="rows">Replies with scores.</param>
    /// <param name="encoder">Of the model that learns.</param>
    /// <param name="minimumGap">Least difference of the scores of a pair.</param>
    /// <exception cref="TrainingException">There is no pair.</exception>
    public static IReadOnlyList<PreferencePair> Pairs(IReadOnlyList<MultiturnRow> rows, SupervisedEncoder encoder, double minimumGap)
    {
        List<PreferencePair> pairs = [];
        foreach (var (i, row) in Converted(rows, minimumGap).Index())
        {
            var pair = new PreferencePair(i + 1, Encode(encoder, i, row.Prompt, row.Chosen), Encode(encoder, i, row.Prompt, row.Rejected));
            if (pair.Chosen.Tokens.SequenceEqual(pair.Rejected.Tokens) || Math.Max(pair.Chosen.Tokens.Length, pair.Rejected.Tokens.Length) > encoder.Context) continue;
            pairs.Add(pair);
        }
        return pairs.Count > 0 ? pairs : throw new TrainingException($"No two replies to one message differ by {minimumGap} in their rewards, so there is nothing to prefer.");
    }

    /// <summary>The replies of those turns at which two differ so much.</summary>
    public static IReadOnlyList<MultiturnRow> Differing(IReadOnlyList<MultiturnRow> rows, double minimumGap) =>
        [.. rows.GroupBy(r => (r.Conversation, r.TurnId)).Where(turn => turn.Max(r => r.Score) - turn.Min(r => r.Score) >= minimumGap).SelectMany(turn => turn)];

    /// <summary>Whether any two replies to one message differ so much.</summary>
    public static bool Differ(IReadOnlyList<MultiturnRow> rows, double minimumGap) => Converted(rows, minimumGap).Any(r => r.Chosen != r.Rejected);

    private static IReadOnlyList<DpoRow> Converted(IReadOnlyList<MultiturnRow> rows, double minimumGap)
    {
        using var dataset = MultiturnDataset.Of(rows);
        return [.. new DatasetConverter(dataset, new() { MinimumGap = minimumGap }).ToDpo().Train];
    }

    private static TrainingDocument Encode(SupervisedEncoder encoder, int index, IReadOnlyList<TranscriptMessage> prompt, string reply) =>
        encoder.Encode(index + 1, [.. prompt, new(MessageRole.Assistant, reply)], lastOnly: true);
}
