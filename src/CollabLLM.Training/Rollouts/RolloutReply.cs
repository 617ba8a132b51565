namespace CollabLLM.Training.Rollouts;

/// <summary>A reply with what it was worth.</summary>
/// <param name="Tokens">Exactly those that were drawn, the one that ends the turn included; without such a one the reply was cut off.</param>
/// <param name="Text">Their text.</param>
/// <param name="Reward">The multiturn-aware reward.</param>
/// <param name="Scores">Mean of each metric over the futures that count, by signature.</param>
public sealed record RolloutReply(int[] Tokens, string Text, double Reward, IReadOnlyDictionary<string, double> Scores);
