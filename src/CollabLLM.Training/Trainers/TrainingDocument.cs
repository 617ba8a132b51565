namespace CollabLLM.Training.Trainers;

/// <summary>A document to learn from.</summary>
/// <param name="Row">Its number in the data, which errors name.</param>
/// <param name="Tokens">At least two.</param>
/// <param name="Weights">How much the loss of each token counts, from 0; the first token has no loss.</param>
public sealed record TrainingDocument(long Row, int[] Tokens, float[] Weights)
{
    /// <summary>Places of the tokens that count.</summary>
    internal IEnumerable<int> Places => Enumerable.Range(1, Tokens.Length - 1).Where(i => Weights[i] > 0);

    /// <summary>Sum of the weights that count.</summary>
    internal double Weight => Places.Sum(i => (double)Weights[i]);
}
