using CollabLLM.Core.Simulation;

namespace CollabLLM.Core.Generation;

/// <summary>
/// How the candidates of a turn differ. The published code mixes prompts by ratio; strategies and temperatures go round: candidate i has the i-th of each list, from the first
/// again when the list is over.
/// </summary>
public sealed record CandidatePlan
{
    /// <summary>The strategies that the shipped prompts know.</summary>
    public static IReadOnlyList<string> Strategies { get; } = ["ask", "draft", "options", "contrast"];

    /// <summary>1 or more.</summary>
    public int Count { get; init; } = 3;

    /// <summary>0 to 1: the share of candidates, from the first, that is asked through the proactive prompt.</summary>
    public double ProactiveRatio { get; init; } = 0.5;

    /// <summary>0 to 1: the share of candidates, from the first, that sees the collaborative system prompt.</summary>
    public double SystemPromptRatio { get; init; }

    /// <summary>Names of strategy prompts, null for a candidate without; empty for none at all.</summary>
    public IReadOnlyList<string?> StrategyOf { get; init; } = [];

    /// <summary>Temperatures; empty for the run's.</summary>
    public IReadOnlyList<double> TemperatureOf { get; init; } = [];

    public IReadOnlyList<AssistantMode> Modes() =>
    [
        .. AssistantModes.Assign(Count, ProactiveRatio, SystemPromptRatio).Select((mode, i) => mode with
        {
            Strategy = StrategyOf.Count > 0 ? StrategyOf[i % StrategyOf.Count] : null,
            Temperature = TemperatureOf.Count > 0 ? TemperatureOf[i % TemperatureOf.Count] : null,
        }),
    ];
}
