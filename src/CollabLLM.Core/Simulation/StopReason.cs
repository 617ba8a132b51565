namespace CollabLLM.Core.Simulation;

/// <summary>Why a simulated conversation went no further. The first cause, never overwritten by a later one.</summary>
public enum StopReason
{
    /// <summary>The user said the termination signal, or, being a recorded one, had nothing more to say.</summary>
    Signal,

    /// <summary>The message budget is used up.</summary>
    Budget,

    /// <summary>A call failed; see <see cref="SimulatedConversation.Failure"/>.</summary>
    Error,

    Cancelled,

    /// <summary>One side had nothing to say, twice.</summary>
    Empty,

    /// <summary>One side repeated what was said before, twice.</summary>
    Echo,
}
