using CollabLLM.Data.Sessions;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CollabLLM.Data;

internal sealed class PostgresDialect : Dialect
{
    public static PostgresDialect Instance { get; } = new();

    public override IQueryable<SessionRow> Held(AppDb db, Guid sessionId) =>
        db.Sessions.FromSql($"SELECT * FROM sessions WHERE id = {sessionId} FOR NO KEY UPDATE");

    public override IQueryable<ReplyRow> HeldReply(AppDb db, Guid replyId) =>
        db.Replies.FromSql($"SELECT * FROM replies WHERE id = {replyId} FOR NO KEY UPDATE");

    public override bool OneWriter => false;

    public override bool IsConflict(Exception exception) =>
        (exception as PostgresException ?? exception.InnerException as PostgresException)?.SqlState
            is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.ForeignKeyViolation;

    public override async Task<Dictionary<Guid, LastEvent>> LastEventsAsync(
        AppDb db, IReadOnlyList<Guid> replies, CancellationToken cancellationToken)
    {
        await using var command = Command(
            db,
            """
            SELECT r.id, coalesce((SELECT max(e.seq) FROM reply_events e WHERE e.reply_id = r.id), 0), (r.outcome IS NOT NULL)::int::bigint
            FROM replies r WHERE r.id = ANY($1) FOR SHARE OF r
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = replies.ToArray() });
        return await ReadLastEventsAsync(command, cancellationToken);
    }

    public override async Task InsertEventsAsync(AppDb db, IReadOnlyList<ReplyDelta> events, CancellationToken cancellationToken)
    {
        await using var command = Command(db, "INSERT INTO reply_events (reply_id, seq, text) SELECT * FROM unnest($1, $2, $3)");
        command.Parameters.Add(new NpgsqlParameter { Value = events.Select(e => e.ReplyId).ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = events.Select(e => e.Seq).ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = events.Select(e => e.Text).ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public override IQueryable<long> Matches(AppDb db, IReadOnlyList<string> phrases) =>
        db.Database.SqlQuery<long>($"SELECT number AS \"Value\" FROM messages WHERE message_words(text) @@ message_query({phrases.ToArray()})");
}
