using CollabLLM.Core.Simulation.Detection;

namespace CollabLLM.Core.Simulation;

/// <summary>What holds for every conversation of a run.</summary>
public sealed record SimulationOptions
{
    /// <summary>As the reference spells it.</summary>
    public const string UsualSignal = "[[TERMINATE CHAT]]";

    /// <summary>A user message that contains it ends the conversation and stays in it.</summary>
    public string TerminationSignal { get; init; } = UsualSignal;

    public DetectorOptions Detectors { get; init; } = new();
}
