namespace CollabLLM.Models;

/// <summary>What went wrong with a call to a model.</summary>
public enum ModelFailure
{
    /// <summary>It is not loaded, or its server is not to be reached.</summary>
    Unavailable,

    /// <summary>Its queue is full, or its server asks to slow down.</summary>
    Busy,

    /// <summary>It said nothing for too long, or spoke for too long.</summary>
    TimedOut,

    /// <summary>The conversation is longer than it reads.</summary>
    TooLong,

    /// <summary>It refused the request, or broke off.</summary>
    Failed,
}
