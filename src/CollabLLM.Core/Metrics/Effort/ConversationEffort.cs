using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Metrics.Effort;

/// <summary>What a conversation costs the person: what they read, what they type, how often it goes to and fro.</summary>
/// <param name="TokensRead">Of the assistant's messages, joined by a space.</param>
/// <param name="TokensTyped">Of the user's messages, joined by a space.</param>
/// <param name="Turns">Half the number of user and assistant messages, rounded down.</param>
public sealed record ConversationEffort(int TokensRead, int TokensTyped, int Turns)
{
    public static ConversationEffort Of(IReadOnlyList<TranscriptMessage> messages) => new(
        Tokens(messages, MessageRole.Assistant),
        Tokens(messages, MessageRole.User),
        messages.Count(m => m.Role != MessageRole.System) / 2);

    private static int Tokens(IEnumerable<TranscriptMessage> messages, MessageRole role) =>
        Cl100k.Count(string.Join(' ', messages.Where(m => m.Role == role).Select(m => m.Content)));
}
