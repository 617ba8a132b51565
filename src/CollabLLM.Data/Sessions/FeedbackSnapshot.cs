using CollabLLM.Core.Conversations;

namespace CollabLLM.Data.Sessions;

/// <summary>
/// What a rating was about, frozen when it was given: later edits, other siblings or a deleted chat cannot change what was judged.
/// </summary>
public sealed record FeedbackSnapshot
{
    /// <summary>Version of this shape.</summary>
    public int Version { get; init; } = 1;

    public required Guid SessionId { get; init; }

    public required Guid MessageId { get; init; }

    public string? SystemPrompt { get; init; }

    /// <summary>From the root to the rated reply.</summary>
    public required IReadOnlyList<Message> Path { get; init; }

    /// <summary>The other replies to the same message that existed then.</summary>
    public required IReadOnlyList<Guid> Siblings { get; init; }

    public required string ModelName { get; init; }

    public string? Fingerprint { get; init; }

    public GenerationSettings? Settings { get; init; }

    public ReplyOutcome? Outcome { get; init; }
}
