using CollabLLM.Core.Conversations;

namespace CollabLLM.Data.Sessions;

/// <summary>
/// Another reply to a message that has one: made anew, or, with <see cref="ContinuesId"/>, going on from the text that was kept of an
/// earlier one. Idempotent by <see cref="ReplyId"/>.
/// </summary>
public sealed record StartReplyRequest
{
    public required Guid PersonId { get; init; }

    public required Guid SessionId { get; init; }

    public required Guid UserMessageId { get; init; }

    public required Guid ReplyId { get; init; }

    /// <summary>An ended reply to the same message.</summary>
    public Guid? ContinuesId { get; init; }

    public required string ModelName { get; init; }

    public string? Fingerprint { get; init; }

    public GenerationSettings? Settings { get; init; }

    public required string Producer { get; init; }
}
