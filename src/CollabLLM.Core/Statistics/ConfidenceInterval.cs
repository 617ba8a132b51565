namespace CollabLLM.Core.Statistics;

/// <summary>An estimate and the interval around it.</summary>
/// <param name="Confidence">Such as 0.95.</param>
public readonly record struct ConfidenceInterval(double Estimate, double Low, double High, double Confidence);
