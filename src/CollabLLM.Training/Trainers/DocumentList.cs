namespace CollabLLM.Training.Trainers;

/// <summary>Documents that are in memory.</summary>
/// <param name="documents">At least one.</param>
public sealed class DocumentList(IReadOnlyList<TrainingDocument> documents) : IDocumentSource
{
    /// <inheritdoc/>
    public long? Count => documents.Count;

    /// <inheritdoc/>
    public TrainingDocument Read(long index) => documents[(int)index];
}
