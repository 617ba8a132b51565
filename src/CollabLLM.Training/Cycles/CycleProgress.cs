namespace CollabLLM.Training.Cycles;

/// <summary>Where a cycle is.</summary>
/// <param name="Seed">Null for what all seeds share.</param>
/// <param name="Stage">Its name.</param>
/// <param name="Doing">What is being done, such as <c>learning</c>.</param>
/// <param name="Share">How much of that is done, from 0 to 1.</param>
/// <param name="Loss">Of the last step, where it learns.</param>
public sealed record CycleProgress(long? Seed, string Stage, string Doing, double Share, double? Loss = null);
