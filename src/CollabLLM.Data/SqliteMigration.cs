using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CollabLLM.Data;

/// <summary>
/// Migrates a SQLite file, one process at a time. EF marks a migration under way by a row, and waits without end for the one that a
/// killed process left. A lock of the operating system ends with its process; whoever holds it knows that such a row is nobody's.
/// </summary>
internal static class SqliteMigration
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task RunAsync(AppDb db, TimeProvider time, TimeSpan patience, CancellationToken cancellationToken)
    {
        var file = new SqliteConnectionStringBuilder(db.Database.GetConnectionString()).DataSource + ".migrating";
        await using var alone = await HoldAsync(file, time, patience, cancellationToken);
        await ForgetTheDeadAsync(db, cancellationToken);
        await db.Database.MigrateAsync(cancellationToken);
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellationToken);
    }

    private static async Task<FileStream> HoldAsync(string file, TimeProvider time, TimeSpan patience, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(file) && time.GetElapsedTime(began) < patience)
            {
                // Another process migrates.
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new InvalidOperationException($"The database cannot be locked for its migration. Check Data:Folder: {e.Message}", e);
            }
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static async Task ForgetTheDeadAsync(AppDb db, CancellationToken cancellationToken)
    {
        var marked = await db.Database
            .SqlQuery<int>($"SELECT count(*) AS \"Value\" FROM sqlite_master WHERE name = '__EFMigrationsLock'").SingleAsync(cancellationToken);
        if (marked > 0) await db.Database.ExecuteSqlRawAsync("DELETE FROM __EFMigrationsLock", cancellationToken);
    }
}
