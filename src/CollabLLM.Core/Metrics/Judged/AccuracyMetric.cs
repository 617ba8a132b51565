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

    public async Task<MetricScore> ScoreAsync(MetricSubject subject, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(subject.Goal.Completion))
        {
            throw new InputException($"accuracy compares with a reference, and single_turn_completion of {subject.Goal.Id} is empty.");
        }
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
