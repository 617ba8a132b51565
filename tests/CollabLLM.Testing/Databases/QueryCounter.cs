using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CollabLLM.Testing.Databases;

/// <summary>
/// Counts the commands that reach a database through EF, and its commits. Register it as an <see cref="IInterceptor"/> before AddCollabData's factory is made.
/// Thread-safe.
/// </summary>
public sealed class QueryCounter : DbCommandInterceptor, IDbTransactionInterceptor
{
    private readonly ConcurrentQueue<string> _commands = new();
    private int _commits;

    /// <summary>The texts of the commands so far, in order.</summary>
    public IReadOnlyList<string> Commands => [.. _commands];

    public int Count => _commands.Count;

    public int Commits => _commits;

    public void Reset()
    {
        _commands.Clear();
        Interlocked.Exchange(ref _commits, 0);
    }

    public override DbCommand CommandInitialized(CommandEndEventData eventData, DbCommand result)
    {
        _commands.Enqueue(result.CommandText);
        return result;
    }

    public void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Interlocked.Increment(ref _commits);

    public Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _commits);
        return Task.CompletedTask;
    }
}
