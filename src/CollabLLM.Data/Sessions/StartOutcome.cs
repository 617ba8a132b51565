namespace CollabLLM.Data.Sessions;

/// <summary>What became of a request for a reply.</summary>
public abstract record StartOutcome
{
    private StartOutcome()
    {
    }

    /// <summary>Committed. The caller now owes the reply an ending.</summary>
    public sealed record Accepted(StartedReply Reply) : StartOutcome;

    /// <summary>The same request came before; somebody owes or has given this reply its ending.</summary>
    public sealed record AlreadyAccepted(StartedReply Reply) : StartOutcome;

    /// <summary>Another reply of the session is being written.</summary>
    public sealed record Busy(Guid RunningReplyId) : StartOutcome;

    /// <summary>No such session, or not this person's.</summary>
    public sealed record NotFound : StartOutcome;

    /// <summary>The request cannot be meant; one sentence that is safe to show.</summary>
    public sealed record Invalid(string Sentence) : StartOutcome;
}
