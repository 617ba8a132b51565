namespace CollabLLM.Data.Sessions;

/// <summary>What became of a change.</summary>
public abstract record ChangeOutcome
{
    private ChangeOutcome()
    {
    }

    /// <summary>It is as asked for, now or already before.</summary>
    public sealed record Done : ChangeOutcome;

    /// <summary>No such thing, or not this person's.</summary>
    public sealed record NotFound : ChangeOutcome;

    /// <summary>The change cannot be made; one sentence that is safe to show.</summary>
    public sealed record Invalid(string Sentence) : ChangeOutcome;
}
