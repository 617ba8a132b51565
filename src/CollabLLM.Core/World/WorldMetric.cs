using CollabLLM.Core.Metrics;

namespace CollabLLM.Core.World;

/// <summary>A score of a conversation about a document of the world, by rule: its goal must be one of <see cref="DocumentWishes"/>. Thread-safe.</summary>
public sealed class WorldMetric(string name, Func<DocumentWish, MetricSubject, MetricScore> score) : IMetric
{
    /// <summary>Share of the fields of the last document that are right.</summary>
    public const string Fields = "document_fields";

    /// <summary>Whether all of them are: the task score of the built-in model.</summary>
    public const string Right = "document_right";

    /// <summary>Mean of the parts of <see cref="WorldInteractivity"/>.</summary>
    public const string Interactivity = "document_interactivity";

    /// <summary>The metrics of this folder.</summary>
    public static IEnumerable<MetricEntry> Entries =>
    [
        Entry(Fields, "share of the fields of a small document that are right, by rule", (wish, subject) => Score(wish, subject, s => s.Share)),
        Entry(Right, "whether every field of a small document is right, by rule", (wish, subject) => Score(wish, subject, s => s.Wrong.Count == 0 ? 1 : 0)),
        Entry(Interactivity, "understanding, questions and suggestions in a talk about a small document, by rule", Interact),
    ];

    public string Name => name;

    public void Check(MetricSubject subject)
    {
        subject.MessagesFor(name);
        DocumentWishes.Of(subject.Goal);
    }

    public Task<MetricScore> ScoreAsync(MetricSubject subject, CancellationToken cancellationToken) => Task.FromResult(score(DocumentWishes.Of(subject.Goal), subject));

    private static MetricScore Score(DocumentWish wish, MetricSubject subject, Func<DocumentScore, double> value)
    {
        var result = DocumentScore.Of(wish, subject.Messages);
        return MetricScore.Of(value(result)) with
        {
            Parts = new Dictionary<string, double> { ["right"] = result.Right, ["fields"] = result.Fields },
            Note = result.Wrong.Count > 0 ? $"wrong: {string.Join(", ", result.Wrong)}" : null,
        };
    }

    private static MetricScore Interact(DocumentWish wish, MetricSubject subject)
    {
        var result = WorldInteractivity.Of(wish, subject.Messages);
        return MetricScore.Of(result.Mean) with
        {
            Parts = new Dictionary<string, double> { ["understanding"] = result.Understanding, ["questions"] = result.Questions, ["suggestions"] = result.Suggestions },
        };
    }

    private static MetricEntry Entry(string name, string summary, Func<DocumentWish, MetricSubject, MetricScore> score) => new(name, summary, "0–1", () => new WorldMetric(name, score));
}
