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

    public async Task<MetricScore> ScoreAsync(MetricSubject subject, CancellationToken cancellationToken)
    {
        var (reference, completion) = subject.PairFor(Name);
        if (completion.Length == 0 || reference.Length == 0) return MetricScore.Failed(FailureKind.Model, "An empty text has no embedding.");
        try
        {
            var both = await embeddings.GenerateAsync([reference, completion], null, cancellationToken);
            return both.Count == 2 && Cosine(both[0].Vector.Span, both[1].Vector.Span) is { } cosine
                ? MetricScore.Of(cosine) with { Scale = "−1–1" }
                : MetricScore.Failed(FailureKind.Infrastructure, "The embedding endpoint gave no two vectors of one length.");
        }
        // The edge to an endpoint: whatever it throws, it gave no answer.
        catch (Exception e) when (e is not (InputException or BudgetException) && !cancellationToken.IsCancellationRequested)
        {
            return MetricScore.Failed(FailureKind.Infrastructure, $"The embedding endpoint gave no answer ({e.Message.TrimEnd('.')}).");
        }
    }

    /// <summary>Null for vectors of different lengths or without direction.</summary>
    private static double? Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        if (a.Length != b.Length) return null;
        var (ab, aa, bb) = (0.0, 0.0, 0.0);
        for (var i = 0; i < a.Length; i++)
        {
            ab += (double)a[i] * b[i];
            aa += (double)a[i] * a[i];
            bb += (double)b[i] * b[i];
        }
        var cosine = ab / Math.Sqrt(aa * bb);
        return double.IsFinite(cosine) ? Math.Clamp(cosine, -1, 1) : null;
    }
}
