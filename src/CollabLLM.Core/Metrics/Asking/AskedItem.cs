using System.Text.Json.Nodes;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Metrics.Judged;
using CollabLLM.Core.Prompts;

namespace CollabLLM.Core.Metrics.Asking;

/// <summary>An item that should be asked about or answered, and the reply to it.</summary>
/// <param name="Ambiguous">Asking is right.</param>
/// <param name="Before">What was said before the reply.</param>
internal sealed record AskedItem(string Metric, bool Ambiguous, string Reply, IReadOnlyList<TranscriptMessage> Before)
{
    public const string Asked = "asked";
    public const string Share = "asked_share";

    /// <summary>The part that tells what the item is: 1 or 0.</summary>
    public const string AmbiguousPart = "ambiguous";

    /// <exception cref="InputException">Reply or label is missing.</exception>
    public static AskedItem Of(MetricSubject subject, string metric)
    {
        List<TranscriptMessage> messages = [.. subject.Messages];
        var last = messages.FindLastIndex(m => m.Role == MessageRole.Assistant && (subject.Completion is null || m.Content == subject.Completion));
        var reply = subject.Completion ?? (last >= 0 ? messages[last].Content : throw subject.Lacks("messages", $"{metric} needs a reply of the assistant"));
        return new(metric, IsAmbiguous(subject, metric), reply, last >= 0 ? messages[..last] : messages);
    }

    /// <param name="judge">Null: by rule.</param>
    /// <param name="score">Of whether the item was ambiguous, and whether the reply asked.</param>
    public async Task<MetricScore> ScoreAsync(MetricSubject subject, Judge? judge, Func<bool, bool, MetricScore> score, CancellationToken cancellationToken)
    {
        if (judge is null) return Scored(ReplyClassifier.Of(Reply) == ReplyAction.Ask ? 1 : 0);
        var judged = await judge.ScoreAsync(
            "ask_or_answer", PromptNames.AskOrAnswer, subject,
            new()
            {
                ["chat_history"] = judge.Said(Before),
                ["response"] = ReplyText.ToPlainText(Reply) is { Length: > 0 } said ? said : "(nothing)",
            },
            reply => [("", reply.Text("action") == "ask" ? 1 : 0)],
            cancellationToken);
        return judged.Value is { } share ? Scored(share) with { Usage = judged.Usage, Prompt = judged.Prompt } : judged;

        MetricScore Scored(double share)
        {
            // Of several judgements that lie even, none says that it asks.
            var asked = share > 0.5;
            var parts = new Dictionary<string, double> { [AmbiguousPart] = Ambiguous ? 1 : 0, [Asked] = asked ? 1 : 0 };
            if (share is not (0 or 1)) parts[Share] = share;
            return score(Ambiguous, asked) with { Parts = parts, Note = asked ? "asks" : "answers" };
        }
    }

    private static bool IsAmbiguous(MetricSubject subject, string metric) =>
        subject.Goal.Metadata["ambiguity"] is JsonValue value && value.TryGetValue<string>(out var label) ? label switch
        {
            "ambiguous" => true,
            "non_ambiguous" => false,
            _ => throw new InputException($"metadata.ambiguity is {label}, not ambiguous or non_ambiguous."),
        }
        : throw subject.Lacks("metadata.ambiguity", $"{metric} needs to know whether the item is ambiguous or non_ambiguous");
}
