using System.Collections.Concurrent;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Metrics.Embeddings;
using Microsoft.Extensions.AI;

namespace CollabLLM.Core.Simulation.Intents;

/// <summary>
/// Matches by meaning: a part of a message means an intent as far as their embeddings point the same way. A part with options counts with each of them. Texts that were
/// embedded once are remembered, so that the same message gets the same answer. Thread-safe.
/// </summary>
/// <param name="similarity">
/// The cosine from which a question is about an intent, above −1 and below 1; it depends on the embedding model (IntentRL takes 0.8 for mpnet). Strength is linear in the cosine:
/// 0.5 here, 1 for the same direction, 0 as far below.
/// </param>
public sealed class EmbeddingMatcher(IEmbeddingGenerator<string, Embedding<float>> embeddings, double similarity = EmbeddingMatcher.UsualSimilarity)
{
    public const double UsualSimilarity = 0.8;

    private readonly ConcurrentDictionary<string, ReadOnlyMemory<float>> _known = new(StringComparer.Ordinal);

    /// <summary>As an <see cref="IntentMatcher"/>; only strengths above 0.</summary>
    /// <exception cref="CallFailedException">No embeddings came.</exception>
    /// <exception cref="OperationCanceledException">The caller's token.</exception>
    public async ValueTask<IReadOnlyList<IntentMatch>> MatchAsync(AssistantReading reading, IntentTree tree, CancellationToken cancellationToken)
    {
        List<List<string>> parts = [.. reading.Parts.Select(p => Meanings(p).Where(t => !string.IsNullOrWhiteSpace(t)).ToList())];
        await LearnAsync(parts.SelectMany(p => p).Concat(tree.Intents.Select(i => i.Text)), cancellationToken);
        var matches = new List<IntentMatch>();
        for (var part = 0; part < parts.Count; part++)
        {
            foreach (var intent in tree.Intents)
            {
                var strength = parts[part].Select(t => Strength(t, intent.Text)).DefaultIfEmpty(0).Max();
                if (strength > 0) matches.Add(new(intent.Id, part, strength));
            }
        }
        return matches;
    }

    private static IEnumerable<string> Meanings(AssistantPart part) => part.Options.Select(o => $"{part.Text} {o}").Prepend(part.Text);

    private double Strength(string part, string intent) =>
        Vectors.Cosine(_known[part].Span, _known[intent].Span) is { } cosine ? Math.Clamp(0.5 + (0.5 * (cosine - similarity) / (1 - similarity)), 0, 1) : 0;

    private async Task LearnAsync(IEnumerable<string> texts, CancellationToken cancellationToken)
    {
        List<string> fresh = [.. texts.Distinct(StringComparer.Ordinal).Where(t => !_known.ContainsKey(t))];
        if (fresh.Count == 0) return;
        var vectors = await embeddings.GenerateAsync(fresh, null, cancellationToken);
        if (vectors.Count != fresh.Count) throw new CallFailedException(new(FailureKind.Infrastructure, $"The embedding endpoint gave {vectors.Count} vectors for {fresh.Count} texts."));
        for (var i = 0; i < fresh.Count; i++) _known.TryAdd(fresh[i], vectors[i].Vector);
    }
}
