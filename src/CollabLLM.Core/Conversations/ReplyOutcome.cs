namespace CollabLLM.Core.Conversations;

/// <summary>The five endings of a reply. A reply without an outcome is still being written.</summary>
public enum ReplyOutcome
{
    /// <summary>The model came to its end.</summary>
    Completed,

    /// <summary>The person pressed Stop; exactly what they had seen is kept.</summary>
    Stopped,

    /// <summary>The model was silent, or took in all, for longer than allowed.</summary>
    TimedOut,

    /// <summary>The model or its host failed. What it had said until then is kept; the error is the cause, never text.</summary>
    Failed,

    /// <summary>The server went away (shutdown, crash) while the reply was being written.</summary>
    Interrupted,
}
