using CollabLLM.Core;
using CollabLLM.Core.Datasets.Conversion;

namespace CollabLLM.Training.Trainers;

/// <summary>Documents of a file of conversations (<see cref="SftFile"/>), all of them checked before anything is learnt.</summary>
public static class SftDocuments
{
    /// <summary>Reads and encodes the file.</summary>
    /// <returns>At least one document.</returns>
    /// <exception cref="InputException">A row cannot be learnt from: file, row and field are named.</exception>
    public static async Task<IReadOnlyList<TrainingDocument>> ReadAsync(string path, SupervisedEncoder encoder, CancellationToken cancellationToken = default)
    {
        List<TrainingDocument> documents = [];
        foreach (var (number, row) in await SftFile.ReadAsync(path, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            documents.Add(Document(path, number, row, encoder));
        }
        return documents;
    }

    private static TrainingDocument Document(string path, int number, SftRow row, SupervisedEncoder encoder)
    {
        TrainingDocument document;
        try
        {
            document = encoder.Encode(number, row.Messages, row.OnLastOnly);
        }
        catch (TrainingException e)
        {
            throw new InputException($"{path}, row {number}: {e.Message}", e);
        }
        return document.Tokens.Length <= encoder.Context
            ? document
            : throw new InputException($"{path}, row {number}: messages are {document.Tokens.Length} tokens long; the model reads {encoder.Context} at most.");
    }
}
