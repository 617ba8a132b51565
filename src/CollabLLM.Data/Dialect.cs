using System.Data.Common;
using CollabLLM.Data.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CollabLLM.Data;

/// <summary>The few things that must be said differently to the two databases. Everything else is one text for both.</summary>
internal abstract class Dialect
{
    /// <summary>The session, held until the transaction is over. SQLite holds the whole database already.</summary>
    public abstract IQueryable<SessionRow> Held(AppDb db, Guid sessionId);

    /// <summary>The reply, held in the same way.</summary>
    public abstract IQueryable<ReplyRow> HeldReply(AppDb db, Guid replyId);

    /// <summary>One writer at a time in this process, so that nobody waits for SQLite's lock with a blocked thread.</summary>
    public abstract bool OneWriter { get; }

    /// <summary>Somebody else was faster or in the way: the same work, begun again, will see what they did.</summary>
    public abstract bool IsConflict(Exception exception);

    /// <summary>The newest event of each reply, with the replies held until the transaction is over.</summary>
    public abstract Task<Dictionary<Guid, LastEvent>> LastEventsAsync(AppDb db, IReadOnlyList<Guid> replies, CancellationToken cancellationToken);

    /// <summary>Stores events with plain commands: EF's change tracker costs more than the insert for a tick of several hundred.</summary>
    public abstract Task InsertEventsAsync(AppDb db, IReadOnlyList<ReplyDelta> events, CancellationToken cancellationToken);

    /// <summary>Numbers of messages that contain every phrase, newest first; the last phrase may be the beginning of a word.</summary>
    public abstract IQueryable<long> Matches(AppDb db, IReadOnlyList<string> phrases);

    protected static DbCommand Command(AppDb db, string sql) => db.Database.GetDbConnection().CreateCommand(db, sql);

    protected static async Task<Dictionary<Guid, LastEvent>> ReadLastEventsAsync(DbCommand command, CancellationToken cancellationToken)
    {
        var found = new Dictionary<Guid, LastEvent>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(reader.GetGuid(0), new LastEvent(reader.GetInt64(1), reader.GetInt64(2) != 0));
        }
        return found;
    }
}
