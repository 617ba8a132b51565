using CollabLLM.Core;
using CollabLLM.Core.Datasets.Conversion;

namespace CollabLLM.Training.Trainers;

/// <summary>Pairs and labelled replies of a file (<see cref="PreferenceFile"/>), all of them checked before anything is learnt.</summary>
public static class PreferenceDocuments
{
    /// <summary>Reads and encodes pairs.</summary>
    /// <returns>At least one.</returns>
    /// <exception cref="InputException">A row cannot be learnt from: file, row and field are named.</exception>
    public static async Task<IReadOnlyList<PreferencePair>> ReadAsync(string path, SupervisedEncoder encoder, CancellationToken cancellationToken = default)
    {
        List<PreferencePair> pairs = [];
        foreach (var (number, row) in await PreferenceFile.ReadAsync(path, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var pair = new PreferencePair(number, Encode(path, number, "chosen", row.Prompt, row.Chosen, encoder), Encode(path, number, "rejected", row.Prompt, row.Rejected, encoder));
            // Other texts can be the same to the model.
            if (pair.Chosen.Tokens.SequenceEqual(pair.Rejected.Tokens)) throw new InputException($"{path}, row {number}: rejected is the same as chosen to the model, so nothing can be preferred.");
            pairs.Add(pair);
        }
        return pairs;
    }

    /// <summary>Reads and encodes labelled replies, or pairs as such.</summary>
    /// <returns>At least one wanted and one unwanted reply.</returns>
    /// <exception cref="InputException">A row cannot be learnt from, or all replies are of one kind: file, row and field are named.</exception>
    public static async Task<IReadOnlyList<LabelledReply>> ReadLabelledAsync(string path, SupervisedEncoder encoder, CancellationToken cancellationToken = default)
    {
        List<LabelledReply> replies = [];
        foreach (var (number, row) in await PreferenceFile.ReadLabelledAsync(path, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            replies.Add(new(Encode(path, number, "completion", row.Prompt, row.Completion, encoder), row.Label));
        }
        return replies.Select(r => r.Wanted).Distinct().Count() == 2
            ? replies
            : throw new InputException($"{path}: label is {(replies[0].Wanted ? "true" : "false")} in every row; wanted and unwanted replies are needed.");
    }

    private static TrainingDocument Encode(string path, int number, string field, ReplyPrompt prompt, string reply, SupervisedEncoder encoder)
    {
        TrainingDocument document;
        try
        {
            document = encoder.Encode(number, prompt, reply);
        }
        catch (TrainingException e)
        {
            throw new InputException($"{path}, row {number}: {field}: {e.Message}", e);
        }
        return document.Tokens.Length <= encoder.Context
            ? document
            : throw new InputException($"{path}, row {number}: prompt and {field} are {document.Tokens.Length} tokens long; the model reads {encoder.Context} at most.");
    }
}
