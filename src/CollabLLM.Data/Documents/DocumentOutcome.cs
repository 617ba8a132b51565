namespace CollabLLM.Data.Documents;

/// <summary>What became of a version.</summary>
public abstract record DocumentOutcome
{
    private DocumentOutcome()
    {
    }

    /// <summary>This version holds the text now.</summary>
    public sealed record Saved(Guid VersionId, int Number) : DocumentOutcome;

    /// <summary>No such session or message, or not this person's.</summary>
    public sealed record NotFound : DocumentOutcome;

    /// <summary>The version cannot be kept; one sentence that is safe to show.</summary>
    public sealed record Invalid(string Sentence) : DocumentOutcome;
}
