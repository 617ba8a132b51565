using System.Text.Json.Serialization;

namespace CollabLLM.Training.Trainers;

/// <summary>What is known of one step.</summary>
/// <param name="Step">From 1.</param>
/// <param name="Tokens">Read so far in the run.</param>
/// <param name="Loss">Of the step, before it changed anything; of a step with several updates the mean over them.</param>
/// <param name="Rate">Learning rate.</param>
/// <param name="GradientNorm">Before clipping.</param>
/// <param name="TokensPerSecond">Of this step; with the seconds of rollouts the only value that is another at every run.</param>
/// <param name="Evaluation">Loss of the evaluation after the step, where there was one.</param>
/// <param name="Share">How much of the run is done, from 0 to 1.</param>
/// <param name="Values">What the objective measured beside the loss, under the names of <see cref="MetricNames"/>; null for nothing.</param>
/// <param name="EvaluationValues">The same of the evaluation.</param>
public sealed record StepMetrics(
    long Step,
    long Tokens,
    double Loss,
    double Rate,
    double GradientNorm,
    double TokensPerSecond,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Evaluation,
    [property: JsonIgnore] double Share,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, double>? Values = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, double>? EvaluationValues = null);
