using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CollabLLM.Web.Tests.Turns;

/// <summary>A database that fails when the test says so: before the commit, or after it, when nobody can know whether it happened.</summary>
internal sealed class BreakableDatabase : DbTransactionInterceptor
{
    private int _unclear;
    private int _seen;

    public bool Broken { get; set; }

    /// <summary>Commits that were tried.</summary>
    public int Commits => _seen;

    /// <summary>So many commits will happen and be reported as failed.</summary>
    public void Unclear(int commits) => _unclear = commits;

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _seen);
        return Broken ? throw new InvalidOperationException("The disk of the test is full.") : ValueTask.FromResult(result);
    }

    public override Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
        Interlocked.Decrement(ref _unclear) >= 0 ? throw new InvalidOperationException("The connection of the test broke.") : Task.CompletedTask;
}
