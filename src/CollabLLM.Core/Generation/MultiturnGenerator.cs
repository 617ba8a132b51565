using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets;
using CollabLLM.Core.Rewards;
using CollabLLM.Core.Simulation;

namespace CollabLLM.Core.Generation;

/// <summary>
/// Makes multiturn data (paper §3.2): the user opens; each turn samples candidate replies, estimates their multiturn-aware reward and goes on with the best. Many
/// conversations may run at once. Every draw has an address under the conversation's, so a run that was killed and is started again asks the same questions and finds
/// their answers in the journal. Thread-safe.
/// </summary>
public sealed class MultiturnGenerator(
    Func<SimulationRequest, CancellationToken, Task<SimulatedConversation>> simulate, MultiturnReward reward, GeneratorSettings settings)
{
    /// <param name="address">Unique in the run.</param>
    /// <param name="turnDone">Told after each turn; null when nobody listens.</param>
    /// <exception cref="BudgetException">The budget of the run is spent.</exception>
    public async Task<GeneratedConversation> RunAsync(Goal goal, string address, long seed, Action<GeneratedTurn>? turnDone, CancellationToken cancellationToken)
    {
        var turns = new List<GeneratedTurn>();
        var usage = CallUsage.None;
        List<TranscriptMessage> history = [];
        var user = await SayAsync(Request($"{address}/u0", default));
        while (true)
        {
            if (user.Failure is not null || user.Message is null) return new(goal, turns, user.Stop, user.Failure, usage);
            if (user.Message.Content.Contains(settings.Signal, StringComparison.Ordinal)) return new(goal, turns, StopReason.Signal, null, usage);
            history.Add(user.Message);
            if (history.Count >= settings.MaxMessages) return new(goal, turns, StopReason.Budget, null, usage);

            var at = $"{address}/t{turns.Count}";
            var candidates = await CandidatesAsync(at);
            usage = candidates.Aggregate(usage, (sum, c) => sum + c.Drafting + (c.Estimate?.Usage ?? CallUsage.None));
            var chosen = Best(candidates);
            if (chosen < 0) return new(goal, turns, StopReason.Error, candidates.Select(c => c.Failure).First(f => f is not null), usage);
            var turn = new GeneratedTurn([.. history], candidates, chosen);
            turns.Add(turn);
            turnDone?.Invoke(turn);
            history.Add(new(MessageRole.Assistant, candidates[chosen].Completion!));
            if (history.Count >= settings.MaxMessages) return new(goal, turns, StopReason.Budget, null, usage);
            user = FromFuture(candidates[chosen]) is { } message ? new(message, StopReason.Budget, null) : await SayAsync(Request($"{address}/u{turns.Count}", default));
        }

        SimulationRequest Request(string where, AssistantMode mode) =>
            new() { Address = where, Goal = goal, History = [.. history], MessageBudget = 1, Mode = mode, Seed = seed };

        async Task<Said> SayAsync(SimulationRequest request)
        {
            var one = await simulate(request, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            usage += one.Usage;
            return new(one.Added.FirstOrDefault(), one.Stop, one.Failure);
        }

        async Task<IReadOnlyList<GeneratedCandidate>> CandidatesAsync(string at)
        {
            var modes = settings.Candidates.Modes();
            var drafts = await Task.WhenAll(modes.Select((mode, i) => simulate(Request($"{at}/c{i}/reply", mode), cancellationToken)));
            cancellationToken.ThrowIfCancellationRequested();
            var texts = drafts.Select(d => d.Added.FirstOrDefault()?.Content).ToList();
            List<int> there = [.. Enumerable.Range(0, texts.Count).Where(i => !string.IsNullOrWhiteSpace(texts[i]))];
            var prefix = Request(at, default) with { MessageBudget = settings.FutureMessages };
            var estimates = await reward.EstimateAsync(prefix, [.. there.Select(i => texts[i]!)], cancellationToken);
            return
            [
                .. modes.Select((mode, i) => there.IndexOf(i) is >= 0 and var j
                    ? new GeneratedCandidate(mode, estimates[j], estimates[j].Failure, drafts[i].Usage)
                    : new GeneratedCandidate(mode, null, drafts[i].Failure ?? new(FailureKind.Model, "The assistant said nothing."), drafts[i].Usage)),
            ];
        }

        TranscriptMessage? FromFuture(GeneratedCandidate candidate)
        {
            if (settings.NextUser == NextUserTurn.Fresh) return null;
            // The first of the longest, as the published code takes it; a future that failed is none.
            var longest = candidate.Estimate!.Futures.Where(f => f.Value is not null).Select(f => f.Conversation.Messages).MaxBy(m => m.Count);
            return longest?.Count > history.Count ? longest[history.Count] : null;
        }
    }

    /// <returns>−1 when no candidate has a score.</returns>
    private static int Best(IReadOnlyList<GeneratedCandidate> candidates)
    {
        var best = -1;
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates[i].Score is { } score && (best < 0 || score > candidates[best].Score)) best = i;
        }
        return best;
    }

    private readonly record struct Said(TranscriptMessage? Message, StopReason Stop, Failure? Failure);
}
