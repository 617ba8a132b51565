namespace CollabLLM.Core.Conversations;

/// <summary>A part of a reply's text. Parts follow one another without gaps, so that together they are the text as it is stored.</summary>
/// <param name="Start">UTF-16 offset in the text.</param>
/// <param name="Length">UTF-16 units, tags included.</param>
public abstract record ReplyPart(int Start, int Length);
