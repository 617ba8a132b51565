using System.Text.Json.Nodes;
using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Metrics.Asking;

/// <summary>
/// Whether the reply (what was made, else the assistant's last message) does what the item asks for, 1 or 0: asks when the goal's metadata say
/// <c>"ambiguity": "ambiguous"</c>, answers when they say <c>non_ambiguous</c>. Many items together make an <see cref="ActionReport"/>.
/// </summary>
public sealed class ActionAccuracyMetric : IMetric
{
    internal const string Ambiguous = "ambiguous";
    internal const string Asked = "asked";

    public string Name => "action_accuracy";

    public static IEnumerable<MetricEntry> Entries =>
    [
        new("action_accuracy", "whether the reply asks on ambiguous items and answers clear ones", "0–1", () => new ActionAccuracyMetric()) { Summarise = s => Report(s).ToString() },
        new("question_precision", "of the replies that ask, whether the item was ambiguous", "0–1", () => new QuestionPrecisionMetric()) { Summarise = s => Report(s).ToString() },
    ];

    /// <summary>What scores of this metric or of question_precision say together; failures without an item's facts are left out.</summary>
    public static ActionReport Report(IEnumerable<MetricScore> scores) => ActionReport.Of(
        from s in scores
        where s.Parts.ContainsKey(Asked)
        select (s.Parts[Ambiguous] == 1, s.Parts[Asked] == 1 ? ReplyAction.Ask : ReplyAction.Answer));

    public Task<MetricScore> ScoreAsync(MetricSubject subject, CancellationToken cancellationToken)
    {
        var (ambiguous, asked) = Facts(subject, Name);
        return Task.FromResult(MetricScore.Of(ambiguous == asked ? 1 : 0) with { Parts = Parts(ambiguous, asked), Note = asked ? "asks" : "answers" });
    }

    internal static (bool Ambiguous, bool Asked) Facts(MetricSubject subject, string metric)
    {
        var reply = subject.Completion ?? subject.MessagesFor(metric).LastOrDefault(m => m.Role == MessageRole.Assistant)?.Content
            ?? throw subject.Lacks("messages", $"{metric} needs a reply of the assistant");
        var ambiguous = subject.Goal.Metadata["ambiguity"] is JsonValue value && value.TryGetValue<string>(out var label) ? label switch
        {
            "ambiguous" => true,
            "non_ambiguous" => false,
            _ => throw new InputException($"metadata.ambiguity is {label}, not ambiguous or non_ambiguous."),
        }
        : throw subject.Lacks("metadata.ambiguity", $"{metric} needs to know whether the item is ambiguous or non_ambiguous");
        return (ambiguous, ReplyClassifier.Of(reply) == ReplyAction.Ask);
    }

    internal static Dictionary<string, double> Parts(bool ambiguous, bool asked) => new() { [Ambiguous] = ambiguous ? 1 : 0, [Asked] = asked ? 1 : 0 };
}
