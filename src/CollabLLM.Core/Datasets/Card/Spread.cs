namespace CollabLLM.Core.Datasets.Card;

/// <summary>Mean and standard deviation.</summary>
/// <param name="Mean">Null where there is no value.</param>
/// <param name="Deviation">With n − 1; null where there are fewer than two values.</param>
public sealed record Spread(long Count, double? Mean, double? Deviation);
