namespace CollabLLM.Data.Sessions;

/// <summary>A person's word on a reply. Append-only: the newest row of a person and message holds.</summary>
public sealed class FeedbackRow
{
    public long Number { get; set; }

    public Guid PersonId { get; set; }

    public Guid SessionId { get; set; }

    public Guid MessageId { get; set; }

    public FeedbackRating Rating { get; set; }

    public required IReadOnlyList<string> Reasons { get; set; }

    public string? Comment { get; set; }

    /// <summary>What was rated, as it stood then: <see cref="FeedbackSnapshot"/> as JSON.</summary>
    public required string Snapshot { get; set; }

    public DateTime CreatedAt { get; set; }
}
