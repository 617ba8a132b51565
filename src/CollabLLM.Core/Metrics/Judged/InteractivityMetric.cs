using CollabLLM.Core.Prompts;

namespace CollabLLM.Core.Metrics.Judged;

/// <summary>
/// How well the assistant worked together with the person, judged over the whole conversation: 1, 0.5 and 0 are described to the judge.
/// The paper's ITR before it is rescaled (collabllm, <c>metrics/interactivity.py</c>); other scales are made from this one and say so.
/// Known to rise above 0.9 quickly and to reward asking: report it beside what was solved.
/// </summary>
public sealed class InteractivityMetric(Judge judge) : IMetric
{
    public string Name => "interactivity";

    public Task<MetricScore> ScoreAsync(MetricSubject subject, CancellationToken cancellationToken) => judge.ScoreAsync(
        Name, PromptNames.Interactivity, subject,
        new() { ["chat_history"] = judge.Transcript(Name, subject.Messages) },
        reply => [("", reply.Number("interactivity"))],
        cancellationToken);
}
