using CollabLLM.Core.Conversations;
using CollabLLM.Core.Prompts;

namespace CollabLLM.Core.Metrics.Judged;

/// <summary>
/// How far the assistant's last reply helps the person towards the hidden goal, 0 to 1 in steps of 0.2 that are described to the judge:
/// the single-turn reward that the paper compares with (appendix D.5).
/// </summary>
public sealed class HelpfulnessMetric(Judge judge) : IMetric
{
    public string Name => "helpfulness";

    public void Check(MetricSubject subject)
    {
        if (subject.MessagesFor(Name).All(m => m.Role != MessageRole.Assistant)) throw new InputException("helpfulness judges a reply, and messages holds none of the assistant.");
        if (string.IsNullOrWhiteSpace(subject.Goal.Prompt)) throw subject.Lacks("single_turn_prompt", "helpfulness tells the judge what the person wants");
    }

    public Task<MetricScore> ScoreAsync(MetricSubject subject, CancellationToken cancellationToken)
    {
        Check(subject);
        List<TranscriptMessage> messages = [.. subject.Messages];
        var last = messages.FindLastIndex(m => m.Role == MessageRole.Assistant);
        return judge.ScoreAsync(
            Name, PromptNames.Helpfulness, subject,
            new()
            {
                ["user_intent"] = subject.Goal.Prompt,
                ["chat_history"] = judge.Said(messages.Take(last)),
                ["response"] = ReplyText.ToPlainText(messages[last].Content) is { Length: > 0 } said ? said : "(nothing)",
            },
            reply => [("", reply.Number("helpfulness.score"))],
            cancellationToken);
    }
}
