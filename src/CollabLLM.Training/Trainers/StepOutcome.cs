namespace CollabLLM.Training.Trainers;

/// <summary>What an objective says of a step whose gradients it has left in the parameters.</summary>
/// <param name="Loss">Of all of it.</param>
/// <param name="Tokens">Read, padding not counted.</param>
/// <param name="Rows">The rows of the data, for errors.</param>
/// <param name="Values">What else it has measured, under the names of <see cref="MetricNames"/>; null for nothing.</param>
public sealed record StepOutcome(double Loss, long Tokens, IReadOnlyList<long> Rows, IReadOnlyDictionary<string, double>? Values = null);
