namespace CollabLLM.Core.Conversations;

/// <summary>How roles stand before messages in a transcript.</summary>
public enum TranscriptStyle
{
    /// <summary><c>**User**: content</c></summary>
    Bold,

    /// <summary><c>User: content</c></summary>
    Plain,
}
