namespace CollabLLM.Core.Conversations;

/// <summary>A document.</summary>
/// <param name="Text">What stands between the two tag lines, without the last line end.</param>
/// <param name="Closed">False while it is being written, and for good when the reply ended within it.</param>
public sealed record DocumentPart(int Start, int Length, string Title, string Text, bool Closed) : ReplyPart(Start, Length);
