using CollabLLM.Core.Simulation;

namespace CollabLLM.Core.World;

/// <summary>How a user of the world behaves.</summary>
public sealed record WorldUserOptions
{
    /// <summary>Answers in sentences, mends up to two things at once, overlooks one wrong fact in five.</summary>
    public static WorldUserOptions Cooperative { get; } = new();

    /// <summary>Says as little as possible: bare values, one correction at a time, fewer facts at first, and overlooks one wrong fact in three. For evaluations: nothing learns from it.</summary>
    public static WorldUserOptions Terse { get; } = new() { Name = "terse", IsTerse = true, MendsAtOnce = 1, OverlookShare = 1.0 / 3 };

    public string Name { get; init; } = "cooperative";

    /// <summary>How many questions it answers in one message, from the first.</summary>
    public int AnswersAtOnce { get; init; } = 2;

    /// <summary>How many things it corrects in one message.</summary>
    public int MendsAtOnce { get; init; } = 2;

    /// <summary>
    /// Share of facts that it does not look at in a document. People read drafts as if they were right: an invented value may slip through, what is missing or in the wrong
    /// tone does not. Which facts belongs to the goal and the run.
    /// </summary>
    public double OverlookShare { get; init; } = 0.2;

    /// <summary>Says values without sentences, and half as much in its first message.</summary>
    public bool IsTerse { get; init; }

    /// <summary>Share of first messages that tell everything; 1 for goals that are to be complete, 0 for none.</summary>
    public double CompleteShare { get; init; } = 0.3;

    /// <summary>After so many messages of the assistant without a document it is mistaken about, and without a question it understands, it leaves.</summary>
    public int Patience { get; init; } = 2;

    public string TerminationSignal { get; init; } = SimulationOptions.UsualSignal;
}
