namespace CollabLLM.Core.Conversations;

/// <summary>Who speaks a message.</summary>
public enum MessageRole
{
    System,
    User,
    Assistant,
}
