namespace CollabLLM.Training.Dialogues;

/// <summary>A dialogue as its model reads it.</summary>
/// <param name="Tokens">All tokens.</param>
/// <param name="Replies">For each token whether the model has to write it: the replies' text and the token that ends each.</param>
public sealed record EncodedDialogue(int[] Tokens, bool[] Replies)
{
    /// <summary>Places in <see cref="Tokens"/> that the model has to write.</summary>
    public IEnumerable<int> ReplyPlaces => Enumerable.Range(0, Tokens.Length).Where(i => Replies[i]);
}
