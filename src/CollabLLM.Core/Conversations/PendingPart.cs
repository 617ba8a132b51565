namespace CollabLLM.Core.Conversations;

/// <summary>
/// The end of a text that is still being written and whose kind is not known yet: an open question block, or a line that may become
/// a tag. Not to be shown; the next text decides.
/// </summary>
/// <param name="IsQuestion">A question block has been opened.</param>
public sealed record PendingPart(int Start, int Length, bool IsQuestion) : ReplyPart(Start, Length);
