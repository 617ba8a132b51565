using CollabLLM.Core.Simulation;

namespace CollabLLM.Core.World;

/// <summary>How a user of the world behaves.</summary>
public sealed record WorldUserOptions
{
    /// <summary>Answers everything that is asked, mends up to two things at once.</summary>
    public static WorldUserOptions Cooperative { get; } = new();

    /// <summary>Says as little as possible: bare values, one answer and one correction at a time, fewer facts at first. For evaluations: nothing learns from it.</summary>
    public static WorldUserOptions Terse { get; } = new() { Name = "terse", IsTerse = true, AtOnce = 1 };

    public string Name { get; init; } = "cooperative";

    /// <summary>How many questions it answers and things it corrects in one message.</summary>
    public int AtOnce { get; init; } = 2;

    /// <summary>Says values without sentences, and half as much in its first message.</summary>
    public bool IsTerse { get; init; }

    /// <summary>Share of first messages that tell everything; 1 for goals that are to be complete, 0 for none.</summary>
    public double CompleteShare { get; init; } = 0.3;

    /// <summary>After so many messages of the assistant without a document it is mistaken about, and without a question it understands, it leaves.</summary>
    public int Patience { get; init; } = 2;

    public string TerminationSignal { get; init; } = SimulationOptions.UsualSignal;
}
