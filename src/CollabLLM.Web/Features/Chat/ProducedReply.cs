using CollabLLM.Core.Conversations;

namespace CollabLLM.Web.Features.Chat;

/// <summary>How the model came to its end, seen from the model alone.</summary>
/// <param name="Cause">One sentence that is safe to show.</param>
/// <param name="Queued">From acceptance until the model began with it; null when it never did.</param>
public sealed record ProducedReply(ReplyOutcome Outcome, string? Cause, TokenUsage? Usage, TimeSpan? Queued, TimeSpan? FirstToken);
