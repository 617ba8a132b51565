using CollabLLM.Core.Conversations;

namespace CollabLLM.Data.Sessions;

/// <summary>How an assistant message came to be. Its id is the message's id.</summary>
public sealed class ReplyRow
{
    public Guid Id { get; set; }

    public Guid SessionId { get; set; }

    /// <summary>The message it answers, so its parent in the tree.</summary>
    public Guid UserMessageId { get; set; }

    /// <summary>The reply whose kept text this one starts from.</summary>
    public Guid? ContinuesId { get; set; }

    public required string ModelName { get; set; }

    public string? Fingerprint { get; set; }

    /// <summary>Null while it is being written.</summary>
    public ReplyOutcome? Outcome { get; set; }

    /// <summary>Why it ended so, one sentence that is safe to show. Never part of the text.</summary>
    public string? Cause { get; set; }

    public int? InputTokens { get; set; }

    public int? OutputTokens { get; set; }

    public int? CachedInputTokens { get; set; }

    public long? QueuedMicroseconds { get; set; }

    public long? FirstTokenMicroseconds { get; set; }

    public long? TotalMicroseconds { get; set; }

    public GenerationSettings? Settings { get; set; }

    public long? Seed { get; set; }

    /// <summary>The process that writes it.</summary>
    public required string Producer { get; set; }

    /// <summary>When the producer last said that it lives.</summary>
    public DateTime HeartbeatAt { get; set; }

    public DateTime StartedAt { get; set; }

    public DateTime? EndedAt { get; set; }
}
