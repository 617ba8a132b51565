namespace CollabLLM.Data;

/// <summary>Where everything is kept. Section <c>Database</c>.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>Required for Postgres. For SQLite the default is the file <c>collab.db</c> in the data folder.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>How long the start waits for a database that is still starting itself.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
