namespace CollabLLM.Data.Sessions;

/// <summary>A logged conversation of one person.</summary>
public sealed class SessionRow
{
    public Guid Id { get; set; }

    public Guid PersonId { get; set; }

    public required string Title { get; set; }

    /// <summary>The title without case, because SQLite folds ASCII only.</summary>
    public required string TitleFolded { get; set; }

    /// <summary>The model of the last turn; what the next one starts with.</summary>
    public required string ModelName { get; set; }

    public string? SystemPrompt { get; set; }

    /// <summary>Never listed, never searched, never used for training, purged after a while.</summary>
    public bool Temporary { get; set; }

    public bool Pinned { get; set; }

    /// <summary>The leaf of the visible path.</summary>
    public Guid? CurrentMessageId { get; set; }

    /// <summary>Ordinal of the newest message, so the count of messages.</summary>
    public int LastOrdinal { get; set; }

    public Guid? ForkedFromSessionId { get; set; }

    public Guid? ForkedFromMessageId { get; set; }

    public DateTime CreatedAt { get; set; }

    public DateTime UpdatedAt { get; set; }

    /// <summary>When the last reply ended, and when its person last looked: a later ending is a dot in the rail.</summary>
    public DateTime? ReplyEndedAt { get; set; }

    public DateTime? SeenAt { get; set; }

    public DateTime? DeletedAt { get; set; }
}
