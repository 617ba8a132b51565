using CollabLLM.Core.Conversations;
using CollabLLM.Core.Randomness;
using CollabLLM.Core.Simulation;
using CollabLLM.Core.Simulation.Intents;
using CollabLLM.Core.World;

namespace CollabLLM.Training.Cycles;

/// <summary>
/// How a model answers first messages, greedily: whether it asks exactly when something needed is missing, copies what it was told, and says honestly what it cannot do. All values are held out.
/// </summary>
/// <param name="AsksIncomplete">Of requests that lack something needed, those that it asks about.</param>
/// <param name="AsksComplete">Of complete requests, those that it asks about all the same.</param>
/// <param name="FieldsComplete">Of the fields of complete requests, those that are right in the first reply.</param>
/// <param name="Honest">By where the requests from outside the world come from: those with the honest answer (<see cref="HonestReply"/>).</param>
public sealed record WorldProbes(Share AsksIncomplete, Share AsksComplete, Share FieldsComplete, IReadOnlyDictionary<string, Share> Honest)
{
    /// <summary>Where requests that this code makes come from, in <see cref="Honest"/>.</summary>
    public const string Composed = "composed";

    /// <summary>Small talk that this code makes, in <see cref="Honest"/>.</summary>
    public const string SmallTalk = "small talk";

    /// <summary>Asks a model.</summary>
    /// <param name="count">Requests of each kind; such that the model can read.</param>
    /// <param name="foreign">Further requests from outside the world, by where they come from; the first of each that the model can read are asked.</param>
    /// <param name="seed">Of the requests.</param>
    public static async Task<WorldProbes> OfAsync(
        WorldTalks talks, int count, IReadOnlyDictionary<string, IReadOnlyList<string>> foreign, long seed, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var incomplete = await FirstAsync(talks, 0, count, seed, cancellationToken);
        progress?.Report(0.25);
        var complete = await FirstAsync(talks, 1, count, seed + 1, cancellationToken);
        progress?.Report(0.5);
        List<DocumentScore> scores = [.. complete.Select(c => DocumentScore.Of(DocumentWishes.Of(c.Request.Goal), c.Messages))];
        var requests = foreign.ToDictionary(f => f.Key, f => (IReadOnlyList<string>)[.. f.Value.Where(talks.CanRead).Take(count)], StringComparer.Ordinal);
        foreach (var (name, texts) in Drawn(talks, count, seed + 2)) requests[name] = texts;
        var honest = new Dictionary<string, Share>(StringComparer.Ordinal);
        foreach (var (name, texts) in requests)
        {
            var replies = await Task.WhenAll(texts.Select(t => talks.ReplyAsync(t, seed, cancellationToken)));
            honest[name] = new(replies.Count(HonestReply.Is), replies.Length);
            progress?.Report(0.5 + (0.5 * honest.Count / requests.Count));
        }
        return new(Asking(incomplete), Asking(complete), new(scores.Sum(s => s.Right), scores.Sum(s => s.Fields)), honest);
    }

    private static Share Asking(IReadOnlyList<SimulatedConversation> talks) =>
        new(talks.Count(t => t.Messages.LastOrDefault(m => m.Role == MessageRole.Assistant) is { } reply && AssistantReading.Of(reply.Content).Asks), talks.Count);

    /// <summary>First messages and the replies to them.</summary>
    private static Task<IReadOnlyList<SimulatedConversation>> FirstAsync(WorldTalks talks, double complete, int count, long seed, CancellationToken cancellationToken) =>
        WorldTalks.AllAsync(
            talks.With(WorldUserOptions.Cooperative with { CompleteShare = complete }, temperature: 0), DocumentWishes.Goals(count, ValuePart.HeldOut, seed), 1, seed, null, cancellationToken);

    private static Dictionary<string, IReadOnlyList<string>> Drawn(WorldTalks talks, int count, long seed)
    {
        var random = new PythonRandom(seed);
        List<string> composed = [], talk = [];
        while (composed.Count < count || talk.Count < count)
        {
            var request = talks.DrawForeign(random);
            var list = request.IsSmallTalk ? talk : composed;
            if (list.Count < count) list.Add(request.Text);
        }
        return new(StringComparer.Ordinal) { [Composed] = composed, [SmallTalk] = talk };
    }
}
