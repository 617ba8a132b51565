namespace CollabLLM.Core.Simulation.Intents;

/// <summary>How aware the simulated user is of something they want.</summary>
public enum IntentState
{
    /// <summary>The user would not think of it.</summary>
    Undiscovered,

    /// <summary>The user feels that something is missing, may hint at it, and knows it when asked.</summary>
    Emerging,

    /// <summary>The user can say it.</summary>
    Discovered,
}
