namespace CollabLLM.Data.Documents;

/// <summary>A text to become the newest version of a document. Idempotent by <see cref="Id"/>, which the client makes.</summary>
public sealed record DocumentVersionRequest
{
    public required Guid Id { get; init; }

    public required Guid PersonId { get; init; }

    public required Guid SessionId { get; init; }

    /// <summary>The document is known by it.</summary>
    public required string Title { get; init; }

    public required string Text { get; init; }

    public required DocumentAuthor Author { get; init; }

    /// <summary>The reply the text came from.</summary>
    public Guid? MessageId { get; init; }

    /// <summary>The older version whose text this is again.</summary>
    public Guid? RestoredFromId { get; init; }
}
