using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets;
using CollabLLM.Core.Metrics;

namespace CollabLLM.Core.Tests.Metrics;

/// <summary>Subjects of tests, in a line each.</summary>
internal static class Subjects
{
    public static MetricSubject Pair(string reference, string hypothesis) =>
        new() { Goal = new("1", "wanted", reference), Messages = [], Completion = hypothesis };

    /// <summary>User and assistant in turns.</summary>
    public static MetricSubject Conversation(string reference, params string[] messages) => new()
    {
        Goal = new Goal("7", "wanted", reference),
        Messages = [.. messages.Select((m, i) => new TranscriptMessage(i % 2 == 0 ? MessageRole.User : MessageRole.Assistant, m))],
    };
}
