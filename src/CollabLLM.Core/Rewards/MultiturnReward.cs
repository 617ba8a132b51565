using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Simulation;

namespace CollabLLM.Core.Rewards;

/// <summary>
/// Estimates MR: carries the conversation on after each candidate reply, several times, and scores the whole. Futures of all candidates run at once, bounded only by the slots
/// of the endpoints. Nothing is remembered here: calls that were made before come from the journal, whose keys hold prefix, weights, prompts and seed. Thread-safe.
/// </summary>
/// <param name="simulate">Carries on one conversation.</param>
public sealed class MultiturnReward(
    Func<SimulationRequest, CancellationToken, Task<SimulatedConversation>> simulate, ConversationScorer score, RewardRule rule, FutureAllocation allocation)
{
    /// <param name="prefix">The conversation that the candidates answer: its goal, history, seed, address, and how many messages a future may add after a candidate.</param>
    /// <param name="candidates">The replies.</param>
    /// <returns>An estimate for each candidate, in their order.</returns>
    public async Task<IReadOnlyList<RewardEstimate>> EstimateAsync(SimulationRequest prefix, IReadOnlyList<string> candidates, CancellationToken cancellationToken)
    {
        List<List<FutureScore>> futures = [.. candidates.Select(_ => new List<FutureScore>())];
        IReadOnlyList<int> open = [.. Enumerable.Range(0, candidates.Count)];
        for (var wanted = allocation.Least; open.Count > 0; wanted = 1)
        {
            var (next, count) = (open, wanted);
            var added = await Task.WhenAll(next.SelectMany(c => Enumerable.Range(futures[c].Count, count).Select(f => FutureAsync(prefix, candidates[c], c, f, cancellationToken))));
            for (var i = 0; i < next.Count; i++) futures[next[i]].AddRange(added.AsSpan(i * count, count));
            var values = futures.Select(f => (IReadOnlyList<double>)[.. f.Where(x => x.Value is not null).Select(x => x.Value!.Value)]).ToList();
            // Nobody gets more than the most; and the others of an open pair still help.
            open = [.. Ranking.Open(values, allocation.Confidence).Where(c => futures[c].Count < allocation.Most)];
        }
        return [.. candidates.Select((text, c) => new RewardEstimate(text, futures[c]))];
    }

    private async Task<FutureScore> FutureAsync(SimulationRequest prefix, string candidate, int number, int future, CancellationToken cancellationToken)
    {
        // The published code, too, lets futures go on without the proactive prompt.
        var request = prefix with
        {
            Address = $"{prefix.Address}/c{number}/f{future}",
            History = [.. prefix.History, new TranscriptMessage(MessageRole.Assistant, candidate)],
            Mode = default,
        };
        var conversation = await simulate(request, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return await ScoreAsync(conversation, cancellationToken);
    }

    /// <summary>R* of a conversation that is there.</summary>
    public async Task<FutureScore> ScoreAsync(SimulatedConversation conversation, CancellationToken cancellationToken)
    {
        var request = conversation.Request;
        if (conversation.Stop is StopReason.Error or StopReason.Cancelled)
        {
            return new(conversation, null, null, conversation.Failure ?? new(FailureKind.Infrastructure, "The conversation was cancelled."));
        }
        var results = await score(
            new() { Goal = request.Goal, Messages = conversation.Messages, Address = request.Address, Seed = request.Seed }, cancellationToken);
        var scores = results.Scores;
        var failure = rule.Terms.Select(t => scores.GetValueOrDefault(t.Signature)?.Failure).FirstOrDefault(f => f is not null);
        if (failure is not null) return new(conversation, results, null, failure);
        var values = scores.Where(s => s.Value.Value is not null).ToDictionary(s => s.Key, s => s.Value.Value!.Value);
        return new(conversation, results, rule.Of(values), null);
    }
}
