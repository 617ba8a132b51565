using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CollabLLM.Data;

/// <summary>Runs when the host starts. Every message names the key to mend and never repeats a connection string.</summary>
internal sealed class DatabaseOptionsValidator : IValidateOptions<DatabaseOptions>
{
    public ValidateOptionsResult Validate(string? name, DatabaseOptions options)
    {
        List<string> problems = [];
        if (!Enum.IsDefined(options.Provider)) problems.Add("Database:Provider must be Sqlite or Postgres.");
        if (options.StartTimeout <= TimeSpan.Zero) problems.Add("Database:StartTimeout must be longer than nothing, for example 00:00:30.");
        if (options.Provider == DatabaseProvider.Postgres && string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            problems.Add("Database:ConnectionString is missing; Database:Provider is Postgres and needs one.");
        }
        else if (!string.IsNullOrWhiteSpace(options.ConnectionString) && Unreadable(options) is { } why)
        {
            problems.Add($"Database:ConnectionString cannot be read as a connection string for {options.Provider}: {why}");
        }
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static string? Unreadable(DatabaseOptions options)
    {
        try
        {
            if (options.Provider == DatabaseProvider.Postgres)
            {
                return string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(options.ConnectionString).Host) ? "it names no Host." : null;
            }
            var sqlite = new SqliteConnectionStringBuilder(options.ConnectionString);
            // Each connection would have an empty database of its own.
            return sqlite.DataSource.Length == 0 || sqlite.DataSource.Contains(":memory:", StringComparison.OrdinalIgnoreCase)
                || sqlite.Mode == SqliteOpenMode.Memory ? "its Data Source is no file." : null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            return e is ArgumentException { ParamName: { } parameter } ? $"check '{parameter}'." : "its form is Key=Value;Key=Value.";
        }
    }
}
