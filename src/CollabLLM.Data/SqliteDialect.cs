using System.Text.Json;
using CollabLLM.Data.Sessions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CollabLLM.Data;

internal sealed class SqliteDialect : Dialect
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int Constraint = 19;

    public static SqliteDialect Instance { get; } = new();

    public override IQueryable<SessionRow> Held(AppDb db, Guid sessionId) => db.Sessions.Where(s => s.Id == sessionId);

    public override IQueryable<ReplyRow> HeldReply(AppDb db, Guid replyId) => db.Replies.Where(r => r.Id == replyId);

    public override bool OneWriter => true;

    public override bool IsConflict(Exception exception) =>
        (exception as SqliteException ?? exception.InnerException as SqliteException)?.SqliteErrorCode is Busy or Locked or Constraint;

    public override async Task<Dictionary<Guid, LastEvent>> LastEventsAsync(
        AppDb db, IReadOnlyList<Guid> replies, CancellationToken cancellationToken)
    {
        await using var command = Command(
            db,
            """
            SELECT r.id, coalesce((SELECT max(e.seq) FROM reply_events e WHERE e.reply_id = r.id), 0), r.outcome IS NOT NULL
            FROM json_each($ids) AS wanted JOIN replies r ON r.id = wanted.value
            """);
        var ids = command.CreateParameter();
        ids.ParameterName = "$ids";
        ids.Value = JsonSerializer.Serialize(replies.Select(Text).ToArray());
        command.Parameters.Add(ids);
        return await ReadLastEventsAsync(command, cancellationToken);
    }

    public override async Task InsertEventsAsync(AppDb db, IReadOnlyList<ReplyDelta> events, CancellationToken cancellationToken)
    {
        // One prepared statement, run again for each row, is the fastest way in: there is no server to travel to.
        await using var command = Command(db, "INSERT INTO reply_events (reply_id, seq, text) VALUES ($id, $seq, $text)");
        var (id, seq, text) = (command.CreateParameter(), command.CreateParameter(), command.CreateParameter());
        (id.ParameterName, seq.ParameterName, text.ParameterName) = ("$id", "$seq", "$text");
        command.Parameters.AddRange(new[] { id, seq, text });
        foreach (var one in events)
        {
            (id.Value, seq.Value, text.Value) = (Text(one.ReplyId), one.Seq, one.Text);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    public override IQueryable<long> Matches(AppDb db, IReadOnlyList<string> phrases)
    {
        var query = string.Join(" AND ", phrases.Select(p => $"\"{p.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "*";
        return db.Database.SqlQuery<long>($"SELECT rowid AS \"Value\" FROM message_search WHERE message_search MATCH {query}");
    }

    /// <summary>How Microsoft.Data.Sqlite stores an identifier.</summary>
    private static string Text(Guid id) => id.ToString().ToUpperInvariant();
}
