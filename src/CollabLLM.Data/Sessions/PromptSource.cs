using CollabLLM.Core.Conversations;

namespace CollabLLM.Data.Sessions;

/// <summary>What the prompt of a reply is built from.</summary>
/// <param name="Path">From the root to the message that is answered; for a continuation its kept text follows as the last message.</param>
public sealed record PromptSource(string? SystemPrompt, IReadOnlyList<Message> Path);
