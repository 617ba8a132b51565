using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Datasets.Validation;

/// <summary>What chat templates expect of messages.</summary>
internal static class MessageRules
{
    /// <param name="found">Gets the field and what is wrong with it.</param>
    public static void Check(string field, IReadOnlyList<TranscriptMessage> messages, Action<string, string> found)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(messages[i].Content)) found($"{field}[{i}].content", "is empty.");
            if (i > 0 && messages[i].Role == MessageRole.System) found($"{field}[{i}].role", "is system, which templates know at the beginning only.");
            else if (i > 0 && messages[i].Role == messages[i - 1].Role) found($"{field}[{i}].role", $"is {messages[i].Role.Wire()} again: roles must alternate.");
        }
    }
}
