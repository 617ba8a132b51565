using CollabLLM.Core.Conversations;

namespace CollabLLM.Data.Sessions;

/// <summary>
/// A person's message and the reply it starts. All ids are made by the client (version 7) and make sending idempotent: the same
/// request again is the same message. An unknown session is created. To edit a message, send a new one with the same parent.
/// </summary>
public sealed record SendRequest
{
    public required Guid PersonId { get; init; }

    public required Guid SessionId { get; init; }

    public required Guid MessageId { get; init; }

    public required Guid ReplyId { get; init; }

    /// <summary>The reply this message answers; null begins a conversation (or edits its first message).</summary>
    public Guid? ParentId { get; init; }

    public required string Text { get; init; }

    public required string ModelName { get; init; }

    public string? Fingerprint { get; init; }

    public GenerationSettings? Settings { get; init; }

    /// <summary>The process that will write the reply.</summary>
    public required string Producer { get; init; }

    /// <summary>Of a new session only: never listed, never used for training, purged later.</summary>
    public bool Temporary { get; init; }

    /// <summary>Of a new session only.</summary>
    public string? SystemPrompt { get; init; }
}
