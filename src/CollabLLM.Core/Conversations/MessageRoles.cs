namespace CollabLLM.Core.Conversations;

/// <summary>Roles as chat formats spell them.</summary>
public static class MessageRoles
{
    /// <returns>system, user or assistant.</returns>
    public static string Wire(this MessageRole role) => role switch
    {
        MessageRole.System => "system",
        MessageRole.User => "user",
        _ => "assistant",
    };

    /// <returns>Null when <paramref name="wire"/> is none of the three.</returns>
    public static MessageRole? Parse(string? wire) => wire switch
    {
        "system" => MessageRole.System,
        "user" => MessageRole.User,
        "assistant" => MessageRole.Assistant,
        _ => null,
    };
}
