using CollabLLM.Core.Simulation;

namespace CollabLLM.Core.Metrics.Judged;

/// <summary>Who judges, and how. Each role may have another model.</summary>
/// <param name="Repeats">How often a judge is asked for one score, each time with another seed: the score is the mean, with its standard deviation. 1 or more.</param>
/// <param name="Temperature">0 always takes the likeliest judgement; repeats need more to differ.</param>
/// <param name="MaxOutputTokens">Of one judgement.</param>
public sealed record JudgeSettings(NamedModel Model, int Repeats = 1, double Temperature = 0, int MaxOutputTokens = 1024)
{
    /// <summary>What users say to end a conversation; judges do not see it.</summary>
    public string TerminationSignal { get; init; } = SimulationOptions.UsualSignal;
}
