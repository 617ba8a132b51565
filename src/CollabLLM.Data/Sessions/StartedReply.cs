using CollabLLM.Core.Conversations;

namespace CollabLLM.Data.Sessions;

/// <summary>A reply that the log has accepted.</summary>
/// <param name="KeptText">What a continuation starts from, stored as event 1 already; empty otherwise.</param>
/// <param name="LastSeq">The newest stored event: the producer's next one is this plus 1.</param>
/// <param name="Outcome">Only an already accepted reply can have ended.</param>
public sealed record StartedReply(
    Guid SessionId, Guid UserMessageId, Guid ReplyId, string ModelName, string KeptText, long LastSeq, ReplyOutcome? Outcome);
