namespace CollabLLM.Core.Metrics.Effort;

/// <summary>
/// Tokens and turns of a conversation, in the vocabulary cl100k_base. <c>token_amount</c> is what the reference implementation calls so:
/// thousands of tokens the person reads.
/// </summary>
public sealed class EffortMetric(string name, string scale, Func<ConversationEffort, double> value) : IMetric
{
    /// <summary>The metrics of this folder.</summary>
    public static IEnumerable<MetricEntry> Entries =>
    [
        Entry("token_amount", "thousands of tokens that the person reads, as the reference implementation counts", "kilo-tokens", e => e.TokensRead / 1000.0),
        Entry("tokens_read", "tokens that the person reads", "tokens", e => e.TokensRead),
        Entry("tokens_typed", "tokens that the person types", "tokens", e => e.TokensTyped),
        Entry("turns", "pairs of a user's and an assistant's message", "turns", e => e.Turns),
    ];

    public string Name => name;

    public void Check(MetricSubject subject) => subject.MessagesFor(name);

    public Task<MetricScore> ScoreAsync(MetricSubject subject, CancellationToken cancellationToken)
    {
        var effort = ConversationEffort.Of(subject.MessagesFor(name));
        return Task.FromResult(MetricScore.Of(value(effort)) with
        {
            Scale = scale,
            Parts = new Dictionary<string, double>
            {
                ["tokens_read"] = effort.TokensRead,
                ["tokens_typed"] = effort.TokensTyped,
                ["turns"] = effort.Turns,
            },
        });
    }

    private static MetricEntry Entry(string name, string summary, string scale, Func<ConversationEffort, double> value) =>
        new(name, summary, scale, () => new EffortMetric(name, scale, value));
}
