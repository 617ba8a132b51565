using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore.Storage;

namespace CollabLLM.Data;

/// <summary>Plain commands inside the transaction of a context.</summary>
internal static class RawCommands
{
    [SuppressMessage("Security", "CA2100", Justification = "Callers pass constants of this assembly; values go as parameters.")]
    public static DbCommand CreateCommand(this DbConnection connection, AppDb db, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        return command;
    }
}
