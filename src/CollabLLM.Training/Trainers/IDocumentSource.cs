namespace CollabLLM.Training.Trainers;

/// <summary>Documents by number: the same number is always the same document, so a run that goes on needs no more than how far it is.</summary>
public interface IDocumentSource
{
    /// <summary>Number of documents; null when they never end.</summary>
    long? Count { get; }

    /// <summary>What decides about documents that are too many to look at: a run goes on with the same alone. Null where all of them can be read.</summary>
    string? Described => null;

    /// <summary>One document.</summary>
    /// <param name="index">From 0 to below <see cref="Count"/>.</param>
    TrainingDocument Read(long index);
}
