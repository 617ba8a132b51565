using CollabLLM.Core.Prompts;

namespace CollabLLM.Core.Metrics.Judged;

/// <summary>
/// The mean of understanding (U), questions (Q) and suggestions (S), 0 to 1 each with 1, 0.7, 0.3 and 0 described to the judge; the
/// three are its parts. The form of the verl recipe.
/// </summary>
public sealed class InteractivityUqsMetric(Judge judge) : IMetric
{
    public string Name => "interactivity_uqs";

    public void Check(MetricSubject subject) => judge.Transcript(Name, subject.MessagesFor(Name));

    public Task<MetricScore> ScoreAsync(MetricSubject subject, CancellationToken cancellationToken) => judge.ScoreAsync(
        Name, PromptNames.InteractivityUqs, subject,
        new() { ["chat_history"] = judge.Transcript(Name, subject.Messages) },
        reply =>
        {
            var (u, q, s) = (reply.Number("U"), reply.Number("Q"), reply.Number("S"));
            return [("", (u + q + s) / 3), ("U", u), ("Q", q), ("S", s)];
        },
        cancellationToken);
}
