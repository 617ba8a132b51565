namespace CollabLLM.Training.Trainers;

/// <summary>What an objective says of the weights as they are, on what is not learnt.</summary>
/// <param name="Loss">The lower, the better: what early stop looks at.</param>
/// <param name="Values">What else it has measured, under the names of <see cref="MetricNames"/>; null for nothing.</param>
public sealed record EvaluationOutcome(double Loss, IReadOnlyDictionary<string, double>? Values = null);
