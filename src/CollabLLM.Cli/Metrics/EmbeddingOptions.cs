using System.CommandLine;
using CollabLLM.Cli.Commands;
using CollabLLM.Core.Metrics.Embeddings;
using CollabLLM.Core.Simulation.Intents;

namespace CollabLLM.Cli.Metrics;

/// <summary>Where embeddings come from, and whether intents are matched by them. The same for users with hidden intents and for metrics.</summary>
internal static class EmbeddingOptions
{
    private const string UsualKey = "COLLAB_EMBEDDINGS_KEY";

    public static Option<string?> Address { get; } = new("--embeddings")
    {
        Description = "An OpenAI-compatible endpoint, such as http://127.0.0.1:8080/v1/embeddings: for embedding_similarity and --match-intents embeddings.",
        HelpName = "URL",
    };

    public static Option<string?> Model { get; } = new("--embedding-model") { Description = "The model that the endpoint is asked for.", HelpName = "NAME" };

    public static Option<string?> Key { get; } = EndpointKey.Option("--embeddings-key", UsualKey);

    public static Option<IntentMatching> Matching { get; } = new("--match-intents")
    {
        Description = "How a question is recognised to be about an intent: by words, or by the likeness of embeddings. Default: words.",
        HelpName = "words|embeddings",
        DefaultValueFactory = _ => IntentMatching.Words,
    };

    public static Option<double?> Similarity { get; } = NumberOptions.Real(
        "--intent-similarity", FormattableString.Invariant($"With --match-intents embeddings: the cosine from which a question is about an intent. It depends on the model. Default: {EmbeddingMatcher.UsualSimilarity}."), -0.99, 0.99);

    public static IEnumerable<Option> All => [Address, Model, Key, Matching, Similarity];

    /// <param name="why">What needs them, as the beginning of a sentence.</param>
    public static HttpEmbeddings Embeddings(ParseResult parse, string why, HttpClient client, TimeProvider time) => new(
        EndpointKey.Endpoint(parse, Address, Key, UsualKey, why, client, time),
        parse.GetValue(Model) ?? throw new CommandException(ExitCodes.Usage, $"{why} needs --embedding-model NAME."));

    /// <summary>Null: by words.</summary>
    public static IntentMatcher? Matcher(ParseResult parse, HttpClient client, TimeProvider time) => parse.GetValue(Matching) == IntentMatching.Words
        ? null
        : new EmbeddingMatcher(Embeddings(parse, "--match-intents embeddings", client, time), parse.GetValue(Similarity) ?? EmbeddingMatcher.UsualSimilarity).MatchAsync;

    /// <summary>What records call the matcher: with another model or limit, the same conversation may go another way.</summary>
    public static string MatcherName(ParseResult parse) =>
        FormattableString.Invariant($"embeddings {parse.GetValue(Model)} {parse.GetValue(Similarity) ?? EmbeddingMatcher.UsualSimilarity}");
}
