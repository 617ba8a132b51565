namespace CollabLLM.Core.Conversations;

/// <summary>Text to be shown as it is (Markdown).</summary>
public sealed record ProsePart(int Start, int Length, string Text) : ReplyPart(Start, Length);
