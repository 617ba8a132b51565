namespace CollabLLM.Data.Sessions;

/// <summary>
/// Consent to the use for training, given or withdrawn: for a person, or for one chat of theirs. Append-only: the newest row of each
/// holds, and both dates remain.
/// </summary>
public sealed class ConsentRow
{
    public long Number { get; set; }

    public Guid PersonId { get; set; }

    /// <summary>Null speaks for all chats of the person that say nothing else.</summary>
    public Guid? SessionId { get; set; }

    public bool Granted { get; set; }

    /// <summary>Which wording was shown.</summary>
    public required string TextVersion { get; set; }

    public DateTime CreatedAt { get; set; }
}
