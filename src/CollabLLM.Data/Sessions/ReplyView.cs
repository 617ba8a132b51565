using CollabLLM.Core.Conversations;

namespace CollabLLM.Data.Sessions;

/// <summary>How a reply came to be.</summary>
/// <param name="Outcome">Null while it is being written.</param>
/// <param name="LastSeq">The newest stored event.</param>
public sealed record ReplyView(
    string ModelName, string? Fingerprint, ReplyOutcome? Outcome, string? Cause, TokenUsage Usage, ReplyTimings Timings,
    GenerationSettings? Settings, long? Seed, Guid? ContinuesId, long LastSeq, DateTime StartedAt, DateTime? EndedAt);
