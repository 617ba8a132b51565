namespace CollabLLM.Data.Documents;

/// <summary>One version of a document of a session. A document is known by its title; versions are never changed or removed.</summary>
public sealed class DocumentVersionRow
{
    public Guid Id { get; set; }

    public Guid SessionId { get; set; }

    public required string Title { get; set; }

    /// <summary>From 1, without gaps within one document.</summary>
    public int Number { get; set; }

    public DocumentAuthor Author { get; set; }

    public required string Text { get; set; }

    /// <summary>The reply it came from; null when the person wrote it.</summary>
    public Guid? MessageId { get; set; }

    public Guid? RestoredFromId { get; set; }

    public DateTime CreatedAt { get; set; }
}
