namespace CollabLLM.Training.Trainers;

/// <summary>What an objective says of a step whose gradients it has left in the parameters.</summary>
/// <param name="Loss">Of all of it.</param>
/// <param name="Tokens">Read, padding not counted.</param>
/// <param name="Rows">The rows of the data, for errors.</param>
/// <param name="Values">What else it has measured, under the names of <see cref="MetricNames"/>; null for nothing.</param>
public sealed record StepOutcome(double Loss, long Tokens, IReadOnlyList<long> Rows, IReadOnlyDictionary<string, double>? Values = null)
{
    /// <summary>What was learnt from, by name, where it is no row of a file; for errors.</summary>
    public IReadOnlyList<string> Contexts { get; init; } = [];

    /// <summary>The optimiser takes the gradients, and then the same step is asked for again. Of the outcomes of a step only the last counts, and it speaks for all of them.</summary>
    public bool GoesOn { get; init; }

    /// <summary>There was nothing to learn, so that there are no gradients, and the optimiser does nothing.</summary>
    public bool IsIdle { get; init; }
}
