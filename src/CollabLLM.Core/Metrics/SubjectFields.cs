using System.Text.Json.Nodes;
using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Metrics;

/// <summary>What metrics ask of a subject. What is missing is a sentence that names the goal and the field.</summary>
internal static class SubjectFields
{
    /// <summary>The reference and what was made. An empty reference is one only for a bare pair, whose two texts were given on purpose.</summary>
    public static (string Reference, string Completion) PairFor(this MetricSubject subject, string metric)
    {
        var completion = subject.CompletionFor(metric);
        return subject.Goal.Completion.Length > 0 || subject.Messages.Count == 0
            ? (subject.Goal.Completion, completion)
            : throw subject.Lacks("single_turn_completion", $"{metric} compares with it");
    }

    /// <summary>What was made.</summary>
    public static string CompletionFor(this MetricSubject subject, string metric) => subject.Completion
        ?? throw subject.Lacks("completion", $"{metric} scores a text, so take one out of the conversation, as in document->{metric}");

    public static IReadOnlyList<TranscriptMessage> MessagesFor(this MetricSubject subject, string metric) => subject.Messages.Count > 0
        ? subject.Messages
        : throw subject.Lacks("messages", $"{metric} scores a conversation");

    /// <summary>A text of the goal's metadata.</summary>
    public static string MetadataFor(this MetricSubject subject, string metric, string field, string what) =>
        subject.Goal.Metadata[field] is JsonValue value && value.TryGetValue<string>(out var text)
            ? text
            : throw subject.Lacks($"metadata.{field}", $"{metric} needs {what}");

    public static InputException Lacks(this MetricSubject subject, string field, string why) =>
        new($"{(subject.Goal.Id.Length > 0 ? $"Goal {subject.Goal.Id}: " : "")}{field} is missing: {why}.");
}
