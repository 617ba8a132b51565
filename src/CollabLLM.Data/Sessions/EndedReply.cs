using CollabLLM.Core.Conversations;

namespace CollabLLM.Data.Sessions;

/// <summary>How a reply has ended, for good.</summary>
/// <param name="First">Whether this call ended it; false when another had before, whose outcome and text these are.</param>
public sealed record EndedReply(Guid ReplyId, bool First, ReplyOutcome Outcome, string Text, string? Cause);
