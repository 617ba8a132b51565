using CollabLLM.Core.Conversations;

namespace CollabLLM.Data.Sessions;

/// <summary>A message of the visible path.</summary>
/// <param name="Text">Of a running reply: all that is stored so far; attach from <see cref="ReplyView.LastSeq"/>.</param>
/// <param name="Reply">Null for a message of the person.</param>
public sealed record MessageView(
    Guid Id, Guid? ParentId, int Ordinal, MessageRole Role, string Text, DateTime CreatedAt, ReplyView? Reply, FeedbackView? Feedback);
