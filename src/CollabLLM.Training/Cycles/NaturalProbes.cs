using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets;
using CollabLLM.Core.Simulation.Intents;
using CollabLLM.Core.World;

namespace CollabLLM.Training.Cycles;

/// <summary>How a model serves requests that are worded freely (<see cref="NaturalRequest"/>), greedily, up to its first document: how far it is from the people that it was not taught by.</summary>
/// <param name="AsksIncomplete">Of requests that lack something needed, those that it asks about.</param>
/// <param name="AsksComplete">Of complete requests, those that it asks about all the same.</param>
/// <param name="Refused">Of all requests, those that it takes for something that it cannot do.</param>
/// <param name="Values">Of all values, those that the first document holds.</param>
/// <param name="Documents">Of all requests, those whose first document holds every value.</param>
/// <param name="Honest">Of messages that ask for no document of the world, by what they are, those with the honest answer (<see cref="HonestReply"/>).</param>
public sealed record NaturalProbes(Share AsksIncomplete, Share AsksComplete, Share Refused, Share Values, Share Documents, IReadOnlyDictionary<string, Share> Honest)
{
    /// <summary>Asks a model.</summary>
    /// <param name="count">The most requests, of which there are <see cref="NaturalRequest.Count"/>, and of every kind of <see cref="NaturalRequest.Foreign"/>.</param>
    /// <param name="replies">Most replies to a request.</param>
    /// <param name="seed">Of the talks; greedy, so it names them and decides nothing.</param>
    public static async Task<NaturalProbes> OfAsync(WorldTalks talks, int count, int replies, long seed, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        List<Goal> goals = [.. NaturalRequest.Goals.Take(count)];
        var all = await WorldTalks.AllAsync(talks.With(new NaturalUser(), NaturalUser.TerminationSignal, temperature: 0), goals, replies, seed, progress, cancellationToken);
        List<DocumentScore> scores = [.. goals.Zip(all, (goal, talk) => DocumentScore.Of(DocumentWishes.Of(goal), talk.Messages))];
        List<(bool Complete, string Reply)> first = [.. goals.Zip(all, (goal, talk) => (NaturalRequest.Of(goal).IsComplete, talk.Messages.FirstOrDefault(m => m.Role == MessageRole.Assistant)?.Content ?? ""))];
        var honest = new Dictionary<string, Share>(StringComparer.Ordinal);
        foreach (var (kind, texts) in NaturalRequest.Foreign)
        {
            var answers = await Task.WhenAll(texts.Where(talks.CanRead).Take(count).Select(t => talks.ReplyAsync(t, seed, cancellationToken)));
            honest[kind] = new(answers.Count(HonestReply.Is), answers.Length);
        }
        return new(Asking(complete: false), Asking(complete: true), new(first.Count(f => HonestReply.Is(f.Reply)), first.Count), new(scores.Sum(s => s.Right), scores.Sum(s => s.Fields)), new(scores.Count(s => s.Wrong.Count == 0), scores.Count), honest);

        Share Asking(bool complete) => new(first.Count(f => f.Complete == complete && AssistantReading.Of(f.Reply).Asks), first.Count(f => f.Complete == complete));
    }
}
