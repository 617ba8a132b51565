using CollabLLM.Training.Losses;
using CollabLLM.Training.Policies;
using static TorchSharp.torch;

namespace CollabLLM.Training.Trainers;

/// <summary>log π of whole replies.</summary>
internal static class ReplyLikelihoods
{
    /// <summary>Σ log π of the tokens that count in each document, [D].</summary>
    /// <param name="pass">Over these documents, one a row.</param>
    /// <param name="documents">In the order of the rows.</param>
    public static Tensor Of(PolicyPass pass, IReadOnlyList<TrainingDocument> documents)
    {
        var length = documents.Max(d => d.Tokens.Length);
        List<long> places = [];
        List<int> rows = [];
        for (var row = 0; row < documents.Count; row++)
        {
            foreach (var place in documents[row].Places)
            {
                places.Add(((long)row * length) + place);
                rows.Add(row);
            }
        }
        return SequenceSums.Of(pass.LogProbabilities(places), rows, documents.Count);
    }

    /// <summary>
    /// The same of the reference: the adapter is off, or, where there is none, the weights are as they are now. They are computed once and kept, so that no second model lies in
    /// memory.
    /// </summary>
    /// <param name="policy">The policy.</param>
    /// <param name="documents">Any number.</param>
    /// <param name="together">Documents of a pass.</param>
    /// <param name="progress">Gets how much is done, from 0 to 1.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static float[] OfReference(
        Policy policy, IReadOnlyList<TrainingDocument> documents, int together, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        var adapted = policy.AdapterEnabled;
        policy.AdapterEnabled = false;
        try
        {
            return Measure(policy, documents, together, progress, cancellationToken);
        }
        finally
        {
            policy.AdapterEnabled = adapted;
        }
    }

    /// <summary>The same of the policy as it is, without gradient and without dropout.</summary>
    public static float[] Measure(
        Policy policy, IReadOnlyList<TrainingDocument> documents, int together, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        var values = new float[documents.Count];
        var (training, done) = (policy.Training, 0);
        policy.Training = false;
        try
        {
            using var none = no_grad();
            // Of like length, so that little is padding.
            foreach (var part in Enumerable.Range(0, documents.Count).OrderBy(i => documents[i].Tokens.Length).Chunk(together))
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                TrainingDocument[] chosen = [.. part.Select(i => documents[i])];
                var sums = PolicyFile.Values(Of(policy.Begin(TokenBatch.Of(chosen.Select(d => d.Tokens))), chosen));
                for (var i = 0; i < part.Length; i++) values[part[i]] = sums[i];
                progress?.Report((double)(done += part.Length) / documents.Count);
            }
        }
        finally
        {
            policy.Training = training;
        }
        return values;
    }
}
