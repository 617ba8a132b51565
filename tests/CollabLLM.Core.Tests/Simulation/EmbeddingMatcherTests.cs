using System.Text.Json.Nodes;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Datasets;
using CollabLLM.Core.Metrics.Intents;
using CollabLLM.Core.Simulation.Intents;
using CollabLLM.Core.Tests.Metrics;
using Microsoft.Extensions.AI;

namespace CollabLLM.Core.Tests.Simulation;

public sealed class EmbeddingMatcherTests
{
    private static readonly Goal Dinner = new("g", "dinner", "") { Metadata = new() { ["opening"] = "help me with a dinner", ["intents"] = new JsonArray("a budget of forty euros", "vegetarian food only") } };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>By hand: the cosines are 1, 0.8, 0.6 and 0, and the limit is 0.8.</summary>
    [Theory]
    [InlineData(1f, 0f, 1.0)]
    [InlineData(0.8f, 0.6f, 0.5)]
    [InlineData(0.6f, 0.8f, 0.0)]
    [InlineData(0f, 1f, 0.0)]
    public async Task Strength_is_linear_in_the_cosine(float x, float y, double expected)
    {
        var played = new PlayedEmbeddings(t => t.StartsWith("How much", StringComparison.Ordinal) ? [x, y] : t.Contains("budget", StringComparison.Ordinal) ? [1, 0] : [0, -1]);
        var matches = await new EmbeddingMatcher(played, 0.8).MatchAsync(AssistantReading.Of("How much may it cost?"), IntentTree.Of(Dinner), Token);
        Assert.Equal(expected, matches.SingleOrDefault()?.Strength ?? 0, 1e-6);
    }

    [Fact]
    public async Task A_text_is_embedded_once()
    {
        var played = new PlayedEmbeddings(t => [t.Length, 1]);
        var matcher = new EmbeddingMatcher(played);
        var tree = IntentTree.Of(Dinner);
        var first = await matcher.MatchAsync(AssistantReading.Of("Any allergies? What about wine?"), tree, Token);
        Assert.Equal(first, await matcher.MatchAsync(AssistantReading.Of("Any allergies? What about wine?"), tree, Token));
        await matcher.MatchAsync(AssistantReading.Of("Any allergies? And the date?"), tree, Token);
        Assert.Equal(played.Texts.Distinct(), played.Texts);
        Assert.Equal(2, played.Asked);
    }

    [Fact]
    public async Task Too_few_vectors_are_no_match_but_a_failure()
    {
        var played = new PlayedEmbeddings(_ => [1]) { Loses = 1 };
        await Assert.ThrowsAsync<CallFailedException>(() => new EmbeddingMatcher(played).MatchAsync(AssistantReading.Of("Why?"), IntentTree.Of(Dinner), Token).AsTask());
    }

    /// <summary>A question that shares no word with its intent: only its meaning finds it.</summary>
    [Fact]
    public async Task Discovery_can_be_measured_by_meaning()
    {
        var played = new PlayedEmbeddings(t => t.Contains("cost", StringComparison.Ordinal) || t.Contains("budget", StringComparison.Ordinal) ? [1, 0] : [0, 1]);
        var subject = Subjects.Conversation("", "hm", "What may it cost?");
        subject = subject with { Goal = subject.Goal with { Metadata = Dinner.Metadata } };
        var (words, meaning) = (IntentDiscoveryMetric.Entries(), IntentDiscoveryMetric.Entries(() => new EmbeddingMatcher(played).MatchAsync));
        Assert.Equal(0, (await words.Single(e => e.Name == "intent_coverage").Create().ScoreAsync(subject, Token)).Value);
        Assert.Equal(0.5, (await meaning.Single(e => e.Name == "intent_coverage").Create().ScoreAsync(subject, Token)).Value);
    }

    private sealed class PlayedEmbeddings(Func<string, float[]> vector) : IEmbeddingGenerator<string, Embedding<float>>
    {
        public List<string> Texts { get; } = [];

        public int Asked { get; private set; }

        public int Loses { get; init; }

        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            List<string> texts = [.. values];
            Texts.AddRange(texts);
            Asked++;
            return Task.FromResult<GeneratedEmbeddings<Embedding<float>>>([.. texts.SkipLast(Loses).Select(t => new Embedding<float>(vector(t)))]);
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
