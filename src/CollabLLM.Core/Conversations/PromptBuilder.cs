using Microsoft.Extensions.AI;

namespace CollabLLM.Core.Conversations;

/// <summary>
/// The only maker of message lists for a model. Hosts never truncate: what does not fit is left out here, oldest turns first, and
/// never the system prompt or anything from the last message of the person on.
/// </summary>
public static class PromptBuilder
{
    /// <summary>What a chat template adds around one message, generously: role, delimiters, line ends.</summary>
    public const int TokensPerMessage = 8;

    /// <param name="systemPrompt">Comes first; null or blank for none.</param>
    /// <param name="path">Messages from the root to the one to be answered. A last message of the assistant is text to go on from.</param>
    /// <param name="contextTokens">What the model can take in and write together; null when its host does not say: nothing is left out.</param>
    /// <param name="reserveForReply">Tokens of the context that are kept free for the reply.</param>
    /// <param name="countTokens">The model's own count of a text.</param>
    public static IReadOnlyList<ChatMessage> Build(
        string? systemPrompt, IReadOnlyList<Message> path, int? contextTokens, int reserveForReply, Func<string, int> countTokens)
    {
        List<List<Message>> turns = Turns(path);
        var first = 0;
        if (contextTokens is { } context)
        {
            var room = context - reserveForReply - (string.IsNullOrWhiteSpace(systemPrompt) ? 0 : Cost(systemPrompt));
            for (first = turns.Count; first > 0; first--)
            {
                room -= turns[first - 1].Sum(m => Cost(m.Text));
                if (room < 0 && first < turns.Count) break;
            }
        }

        var prompt = new List<ChatMessage>();
        if (!string.IsNullOrWhiteSpace(systemPrompt)) prompt.Add(new ChatMessage(ChatRole.System, systemPrompt));
        foreach (var message in turns.Skip(first).SelectMany(t => t)) Add(prompt, message);
        return prompt;

        int Cost(string text) => countTokens(text) + TokensPerMessage;
    }

    /// <summary>The same for a transcript.</summary>
    public static IReadOnlyList<ChatMessage> BuildTranscript(
        string? systemPrompt, IEnumerable<TranscriptMessage> transcript, int? contextTokens, int reserveForReply, Func<string, int> countTokens) =>
        Build(systemPrompt, [.. transcript.Select(m => new Message(Guid.Empty, null, m.Role, m.Content))], contextTokens, reserveForReply, countTokens);

    /// <summary>A turn is a message of the person with what was answered. An answer without a word (it failed) says nothing.</summary>
    private static List<List<Message>> Turns(IReadOnlyList<Message> path)
    {
        var turns = new List<List<Message>>();
        foreach (var message in path)
        {
            if (message.Role == MessageRole.Assistant && message.Text.Length == 0) continue;
            if (message.Role != MessageRole.Assistant || turns.Count == 0) turns.Add([]);
            turns[^1].Add(message);
        }
        return turns;
    }

    /// <summary>Two messages of the person in a row (the answer between them failed) become one: many templates refuse them.</summary>
    private static void Add(List<ChatMessage> prompt, Message message)
    {
        var role = Role(message.Role);
        if (prompt.Count > 0 && role == ChatRole.User && prompt[^1].Role == ChatRole.User)
        {
            prompt[^1] = new ChatMessage(ChatRole.User, $"{prompt[^1].Text}\n\n{message.Text}");
            return;
        }
        prompt.Add(new ChatMessage(role, message.Text));
    }

    private static ChatRole Role(MessageRole role) => role switch
    {
        MessageRole.System => ChatRole.System,
        MessageRole.User => ChatRole.User,
        _ => ChatRole.Assistant,
    };
}
