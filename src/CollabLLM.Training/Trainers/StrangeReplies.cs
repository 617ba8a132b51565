namespace CollabLLM.Training.Trainers;

/// <summary>Replies under prompts that they do not belong to, for KTO's estimate of the divergence.</summary>
internal static class StrangeReplies
{
    // Further ones are as good, and looking through all of them would take the square of their number.
    private const int Looked = 64;

    /// <summary>For each document its prompt with the reply of the next document that has another prompt and fits; null where none of the next ones does.</summary>
    public static IReadOnlyList<TrainingDocument?> Of(IReadOnlyList<TrainingDocument> documents, int context)
    {
        int[] starts = [.. documents.Select(d => d.Places.First())];
        return [.. documents.Select((document, i) => Enumerable.Range(1, Math.Min(Looked, documents.Count - 1)).Select(step => Joined(i, (i + step) % documents.Count)).FirstOrDefault(d => d is not null))];

        TrainingDocument? Joined(int to, int from)
        {
            var prompt = documents[to].Tokens.AsSpan(0, starts[to]);
            var reply = documents[from].Tokens.AsSpan(starts[from]);
            if (prompt.Length + reply.Length > context || prompt.SequenceEqual(documents[from].Tokens.AsSpan(0, starts[from]))) return null;
            return new(documents[to].Row, [.. prompt, .. reply], [.. Enumerable.Repeat(0f, prompt.Length), .. documents[from].Weights.AsSpan(starts[from])]);
        }
    }
}
