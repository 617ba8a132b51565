namespace CollabLLM.Core.Simulation;

/// <summary>Defects that simulated users are known for.</summary>
public enum FindingKind
{
    /// <summary>A message repeats an earlier one.</summary>
    Echo,

    /// <summary>The user copies the hidden goal or its reference instead of talking about it.</summary>
    GoalLeak,

    /// <summary>The user does the assistant's work.</summary>
    Solving,
}
