using CollabLLM.Training.Policies;

namespace CollabLLM.Training.Trainers;

/// <summary>Stops a run before its first step when a document is none for its policy.</summary>
internal static class DocumentGuard
{
    /// <exception cref="TrainingException">A document is too long, holds a token that the policy does not know, or nothing that counts; the message names its row.</exception>
    public static void Check(Policy policy, IReadOnlyList<TrainingDocument> documents)
    {
        Fits(policy, documents);
        if (documents.FirstOrDefault(d => !d.Places.Any()) is { } silent) throw new TrainingException($"Row {silent.Row} holds no token of a reply, so there is nothing to learn.");
    }

    /// <exception cref="TrainingException">A document is too long, or holds a token that the policy does not know; the message names its row.</exception>
    public static void Fits(Policy policy, IReadOnlyList<TrainingDocument> documents)
    {
        foreach (var document in documents)
        {
            if (document.Tokens.Length > policy.Shape.TrainedContext)
            {
                throw new TrainingException($"Row {document.Row} is {document.Tokens.Length} tokens long with its prompt; the model reads {policy.Shape.TrainedContext} at most.");
            }
            if (document.Tokens.FirstOrDefault(t => t < 0 || t >= policy.Shape.Vocabulary) is var stranger and not 0)
            {
                throw new TrainingException($"Row {document.Row} holds the token {stranger}, which the model's vocabulary of {policy.Shape.Vocabulary} does not have.");
            }
        }
    }
}
