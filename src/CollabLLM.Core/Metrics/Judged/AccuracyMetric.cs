using CollabLLM.Core.Prompts;

namespace CollabLLM.Core.Metrics.Judged;

/// <summary>
/// Whether the result is right, 0 or 1, judged against the reference (collabllm, <c>metrics/accuracy.py</c>). The judge sees what was
/// taken out of the conversation, or the conversation where nothing was; what the person said themselves does not count. With repeats
/// the share of judgements that say yes.
/// </summary>
public sealed class AccuracyMetric(Judge judge) : IMetric
{
    public string Name => "accuracy";

    public void Check(MetricSubject subject)
    {
        if (string.IsNullOrWhiteSpace(subject.Goal.Completion)) throw subject.Lacks("single_turn_completion", "accuracy compares with it");
        if (string.IsNullOrWhiteSpace(subject.Goal.Prompt)) throw subject.Lacks("single_turn_prompt", "accuracy tells the judge what the task was");
        if (subject.Completion is null) judge.Transcript(Name, subject.MessagesFor(Name));
    }

    public async Task<MetricScore> ScoreAsync(MetricSubject subject, CancellationToken cancellationToken)
    {
        Check(subject);
        // Nothing was arrived at, so nothing is right; no judge is needed to see that.
        if (subject.Completion is not null && string.IsNullOrWhiteSpace(subject.Completion)) return MetricScore.Of(0) with { Note = "no result" };
        return await judge.ScoreAsync(
            Name, PromptNames.Accuracy, subject,
            new()
            {
                ["question"] = subject.Goal.Prompt,
                ["ground_truth"] = subject.Goal.Completion,
                ["completion"] = subject.Completion ?? judge.Transcript(Name, subject.Messages),
            },
            reply => [("", reply.Number("accuracy"))],
            cancellationToken);
    }
}
