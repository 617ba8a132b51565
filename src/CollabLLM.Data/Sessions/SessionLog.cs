using CollabLLM.Core.Conversations;
using CollabLLM.Data.People;
using Microsoft.EntityFrameworkCore;

namespace CollabLLM.Data.Sessions;

/// <summary>
/// The only writer of sessions. It holds the invariants: ordinals and sequence numbers without gaps, one running reply in a session,
/// text that only grows and equals its events, an outcome that is never text, the first ending wins, and nobody touches another
/// person's session (to them it does not exist). Every method is one short transaction, and the same call again changes nothing.
/// Thread-safe; one instance for a process.
/// </summary>
public sealed partial class SessionLog(IDbContextFactory<AppDb> databases, TimeProvider time) : IDisposable
{
    private const int Attempts = 4;
    private readonly SemaphoreSlim _writer = new(1, 1);

    private DateTime Now => UtcDateTime.Store(time.GetUtcNow().UtcDateTime);

    public void Dispose() => _writer.Dispose();

    /// <summary>Runs the work in one transaction; begins again when somebody else's commit was in the way.</summary>
    private async Task<T> WriteAsync<T>(Func<AppDb, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var alone = db.Dialect.OneWriter;
            if (alone) await _writer.WaitAsync(cancellationToken);
            try
            {
                db.Database.AutoSavepointsEnabled = false;
                await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
                var result = await work(db);
                await db.SaveChangesAsync(cancellationToken);
                // A cancelled commit would leave open whether it happened.
                await transaction.CommitAsync(CancellationToken.None);
                return result;
            }
            catch (Exception e) when (attempt < Attempts && db.Dialect.IsConflict(e))
            {
                // The next attempt reads what the other one wrote and answers accordingly.
            }
            finally
            {
                if (alone) _writer.Release();
            }
        }
    }

    /// <summary>The session, held until the transaction is over: writers of one session take turns, and all take the session first.</summary>
    private static async Task<SessionRow?> HoldAsync(AppDb db, Guid sessionId, CancellationToken cancellationToken) =>
        (await db.Dialect.Held(db, sessionId).ToListAsync(cancellationToken)).SingleOrDefault();

    private static async Task<SessionRow?> HoldOwnAsync(AppDb db, Guid personId, Guid sessionId, CancellationToken cancellationToken) =>
        await HoldAsync(db, sessionId, cancellationToken) is { DeletedAt: null } session && session.PersonId == personId ? session : null;

    /// <summary>A person's row is made at their first write: a browser that only looks leaves none.</summary>
    private async Task EnsurePersonAsync(AppDb db, Guid personId, CancellationToken cancellationToken)
    {
        if (await db.Users.AnyAsync(p => p.Id == personId, cancellationToken)) return;
        db.Users.Add(Person.Guest(personId, Now));
    }

    /// <summary>What a remote host says of itself is as little to be trusted as what people write.</summary>
    private static string? Clean(string? text) => text is null ? null : SafeText.Clean(text);

    private static MessageRow AddMessage(AppDb db, SessionRow session, Guid id, Guid? parentId, MessageRole role, string text, DateTime now)
    {
        var message = new MessageRow
        {
            Id = id,
            SessionId = session.Id,
            ParentId = parentId,
            Ordinal = ++session.LastOrdinal,
            Role = role,
            Text = text,
            CreatedAt = now,
        };
        db.Messages.Add(message);
        return message;
    }
}
