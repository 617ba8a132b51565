using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Simulation.Intents;

namespace CollabLLM.Core.Metrics.Intents;

/// <summary>
/// How much of what a person wants the assistant's messages bring out; the goal's column <c>intents</c> is the list (<see cref="IntentTree"/>).
/// <c>intent_coverage</c> is the share of the intents that were discovered (DiscoverLLM's Discover %, arXiv 2602.03429; what IntentRL's text calls
/// precision), a child only after its parent. <c>intent_hit_rate</c> is the share of the questions that were about an intent (a precision proper).
/// Intents the person starts with count in neither.
/// </summary>
/// <param name="match">Says which intents a message touches; null: by words.</param>
public sealed class IntentDiscoveryMetric(string name, bool coverage, IntentMatcher? match = null) : IMetric
{
    private readonly IntentMatcher _match = match ?? WordMatcher.MatchAsync;

    /// <param name="match">Null, or gives null: by words.</param>
    public static IEnumerable<MetricEntry> Entries(Func<IntentMatcher?>? match = null) =>
    [
        new("intent_coverage", "share of the goal's intents that the assistant discovered", "0–1", () => new IntentDiscoveryMetric("intent_coverage", coverage: true, match?.Invoke())),
        new("intent_hit_rate", "share of the assistant's questions that were about an intent", "0–1", () => new IntentDiscoveryMetric("intent_hit_rate", coverage: false, match?.Invoke())),
    ];

    public string Name => name;

    public void Check(MetricSubject subject)
    {
        IntentTree.Of(subject.Goal);
        subject.MessagesFor(name);
    }

    public async Task<MetricScore> ScoreAsync(MetricSubject subject, CancellationToken cancellationToken)
    {
        var tree = IntentTree.Of(subject.Goal);
        var options = new HiddenIntentOptions("scoring");
        var board = new IntentBoard(tree, options, subject.Seed, subject.Address);
        var (questions, hits) = (0, 0);
        foreach (var message in subject.MessagesFor(name).Where(m => m.Role == MessageRole.Assistant))
        {
            var reading = AssistantReading.Of(message.Content);
            var matches = await _match(reading, tree, cancellationToken);
            questions += reading.Parts.Count(p => p.IsQuestion);
            hits += Enumerable.Range(0, reading.Parts.Count).Count(i => reading.Parts[i].IsQuestion && matches.Any(m => m.Part == i && m.Strength >= options.Direct && !tree[m.Intent].Given));
            board.Hear(reading, matches);
        }
        int wanted = tree.Intents.Count(i => !i.Given), found = tree.Intents.Count(i => !i.Given && board.States[i.Id] == IntentState.Discovered);
        var score = coverage
            ? Share(found, wanted, "The goal has no intent that could be discovered.")
            : Share(hits, questions, "The assistant asked nothing, so no question can be right or wrong.");
        return score with
        {
            Parts = new Dictionary<string, double> { ["intents"] = wanted, ["discovered"] = found, ["questions"] = questions, ["hits"] = hits },
        };
    }

    private static MetricScore Share(int part, int whole, string otherwise) =>
        whole == 0 ? MetricScore.Failed(FailureKind.Model, otherwise) : MetricScore.Of((double)part / whole);
}
