using CollabLLM.Core.Calls;
using Microsoft.Extensions.AI;

namespace CollabLLM.Core.Metrics.Embeddings;

/// <summary>
/// The cosine of the embeddings of what was made and of the reference. Weak: long texts of one topic are near each other whatever they say, and
/// values of different embedding models cannot be compared.
/// </summary>
public sealed class EmbeddingSimilarityMetric(IEmbeddingGenerator<string, Embedding<float>> embeddings) : IMetric
{
    public string Name => "embedding_similarity";

    /// <summary>How it is registered.</summary>
    public static MetricEntry Entry(Func<IEmbeddingGenerator<string, Embedding<float>>> embeddings) =>
        new("embedding_similarity", "cosine of the embeddings of text and reference", "−1–1", () => new EmbeddingSimilarityMetric(embeddings()));

    public void Check(MetricSubject subject) => subject.PairFor(Name);

    public async Task<MetricScore> ScoreAsync(MetricSubject subject, CancellationToken cancellationToken)
    {
        var (reference, completion) = subject.PairFor(Name);
        if (completion.Length == 0 || reference.Length == 0) return MetricScore.Failed(FailureKind.Model, "An empty text has no embedding.");
        try
        {
            var both = await embeddings.GenerateAsync([reference, completion], null, cancellationToken);
            return both.Count == 2 && Vectors.Cosine(both[0].Vector.Span, both[1].Vector.Span) is { } cosine
                ? MetricScore.Of(cosine) with { Scale = "−1–1" }
                : MetricScore.Failed(FailureKind.Infrastructure, "The embedding endpoint gave no two vectors of one length.");
        }
        // The edge to an endpoint: whatever it throws, it gave no answer.
        catch (Exception e) when (e is not (InputException or BudgetException) && !cancellationToken.IsCancellationRequested)
        {
            return MetricScore.Failed(FailureKind.Infrastructure, $"The embedding endpoint gave no answer ({e.Message.TrimEnd('.')}).");
        }
    }
}
