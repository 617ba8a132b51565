namespace CollabLLM.Core.Datasets.Card;

/// <summary>One key of <c>rewards</c>.</summary>
/// <param name="All">Over the futures of all rows.</param>
/// <param name="Chosen">Over the futures of the best replies of their turns.</param>
/// <param name="Rejected">Over the futures of the worst replies.</param>
/// <param name="Missing">Futures in which it has no value.</param>
public sealed record CardMetric(string Name, Spread All, Spread Chosen, Spread Rejected, long Missing);
