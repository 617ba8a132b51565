using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CollabLLM.Data;

/// <summary>
/// Another process (the command line) may be writing: SQLite itself then waits in small steps. Without this the library asks again
/// only every 150 ms.
/// </summary>
internal sealed class SqliteWaiting : DbConnectionInterceptor
{
    private const string Wait = "PRAGMA busy_timeout = 5000";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Wait;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Wait;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
