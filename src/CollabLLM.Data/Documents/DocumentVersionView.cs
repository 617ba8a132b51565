namespace CollabLLM.Data.Documents;

/// <summary>A version of a document as the panel shows it.</summary>
public sealed record DocumentVersionView(
    Guid Id, string Title, int Number, DocumentAuthor Author, string Text, Guid? MessageId, Guid? RestoredFromId, DateTime CreatedAt);
