using CollabLLM.Core.Simulation;

namespace CollabLLM.Core.Generation;

/// <summary>How multiturn data is made. Defaults are the examples of the published code.</summary>
public sealed record GeneratorSettings
{
    public CandidatePlan Candidates { get; init; } = new();

    /// <summary>No turn begins once the conversation has this many messages, of both sides together.</summary>
    public int MaxMessages { get; init; } = 14;

    /// <summary>How many messages a future adds at most after a candidate; 4 is the paper's window w = 2.</summary>
    public int FutureMessages { get; init; } = 4;

    public NextUserTurn NextUser { get; init; } = NextUserTurn.FromFuture;

    /// <summary>What a user says to end the conversation.</summary>
    public string Signal { get; init; } = SimulationOptions.UsualSignal;
}
