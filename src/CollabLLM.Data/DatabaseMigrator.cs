using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CollabLLM.Data;

/// <summary>
/// Brings the database to this version's shape before anything else of the host starts. Several nodes may do so at once, and the
/// server may still be starting itself: both are waited for, up to <c>Database:StartTimeout</c>.
/// </summary>
public sealed partial class DatabaseMigrator(
    IDbContextFactory<AppDb> databases, IOptions<DatabaseOptions> options, TimeProvider time, ILogger<DatabaseMigrator> log)
    : IHostedLifecycleService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                await using var db = await databases.CreateDbContextAsync(cancellationToken);
                if (db is SqliteDb) await SqliteMigration.RunAsync(db, time, options.Value.StartTimeout, cancellationToken);
                else await db.Database.MigrateAsync(cancellationToken);
                var seconds = time.GetElapsedTime(began).TotalSeconds;
                Migrated(log, options.Value.Provider, seconds);
                return;
            }
            catch (DbException e) when (WorthWaiting(e) && time.GetElapsedTime(began) < options.Value.StartTimeout)
            {
                Waiting(log, options.Value.Provider, e.Message);
                await Task.Delay(Pause, time, cancellationToken);
            }
            catch (DbException e)
            {
                throw new InvalidOperationException($"The {options.Value.Provider} database cannot be opened or migrated. {Advice(e)}", e);
            }
        }
    }

    public async Task<MigrationStatus> StatusAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await db.Database.CanConnectAsync(cancellationToken)) return new MigrationStatus([], [.. db.Database.GetMigrations()]);
        return new MigrationStatus(
            [.. await db.Database.GetAppliedMigrationsAsync(cancellationToken)],
            [.. await db.Database.GetPendingMigrationsAsync(cancellationToken)]);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => MigrateAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// The server is not there yet, or another node was a moment earlier: it made the database (42P04, 23505 in the catalogue of
    /// databases) or a table (42P07) that this one was about to make.
    /// </summary>
    private static bool WorthWaiting(DbException exception) => exception switch
    {
        PostgresException e => e.IsTransient || e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.DuplicateTable
            or PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ObjectInUse or PostgresErrorCodes.CannotConnectNow,
        NpgsqlException e => e.IsTransient || e.InnerException is System.Net.Sockets.SocketException,
        SqliteException e => e.SqliteErrorCode is 5 or 6,
        _ => false,
    };

    private static string Advice(DbException exception) => exception is SqliteException
        ? $"Check Data:Folder and Database:ConnectionString: {exception.Message}"
        : $"Check Database:ConnectionString: {exception.Message}";

    [LoggerMessage(Level = LogLevel.Information, Message = "The {Provider} database is up to date, {Seconds:0.0} s.")]
    private static partial void Migrated(ILogger log, DatabaseProvider provider, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Waiting for the {Provider} database: {Problem}")]
    private static partial void Waiting(ILogger log, DatabaseProvider provider, string problem);
}
