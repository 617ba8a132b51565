namespace CollabLLM.Data.Sessions;

/// <summary>What the log takes in, in UTF-16 units. Generous: they guard the database, not the person.</summary>
public static class SessionLimits
{
    public const int MessageLength = 2_000_000;
    public const int TitleLength = 200;
    public const int CommentLength = 10_000;
    public const int NameLength = 200;

    /// <summary>Reasons of one rating; each is no longer than a name.</summary>
    public const int Reasons = 20;

    /// <summary>The beginning of a message that full-text search knows: PostgreSQL takes no more than 1 MB of words at once.</summary>
    public const int SearchedLength = 150_000;
}
