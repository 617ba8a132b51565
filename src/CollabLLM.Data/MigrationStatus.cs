namespace CollabLLM.Data;

/// <summary>Which migrations a database has and which it still needs, oldest first.</summary>
public sealed record MigrationStatus(IReadOnlyList<string> Applied, IReadOnlyList<string> Pending);
