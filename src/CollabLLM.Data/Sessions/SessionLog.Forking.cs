using CollabLLM.Core.Conversations;
using Microsoft.EntityFrameworkCore;

namespace CollabLLM.Data.Sessions;

public sealed partial class SessionLog
{
    /// <summary>
    /// Copies a session, or the path to one of its messages, into a new session with new ids. Feedback and consent stay with the
    /// original: nobody gave them for the copy. Idempotent by <paramref name="newSessionId"/>.
    /// </summary>
    public Task<ChangeOutcome> ForkAsync(
        Guid personId, Guid sessionId, Guid messageId, ForkScope scope, Guid newSessionId, CancellationToken cancellationToken) =>
        ChangeAsync(personId, sessionId, (db, source) => ForkAsync(db, source, messageId, scope, newSessionId, cancellationToken), cancellationToken);

    private async Task<ChangeOutcome> ForkAsync(
        AppDb db, SessionRow source, Guid messageId, ForkScope scope, Guid newSessionId, CancellationToken cancellationToken)
    {
        if (await db.Sessions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == newSessionId, cancellationToken) is { } before)
        {
            return before.ForkedFromMessageId == messageId && before.PersonId == source.PersonId
                ? new ChangeOutcome.Done()
                : new ChangeOutcome.Invalid(IdTaken);
        }
        var messages = await db.Messages.AsNoTracking().Where(m => m.SessionId == source.Id).OrderBy(m => m.Ordinal).ToListAsync(cancellationToken);
        var replies = await db.Replies.AsNoTracking().Where(r => r.SessionId == source.Id).ToDictionaryAsync(r => r.Id, cancellationToken);
        var tree = new MessageTree(messages.Select(m => new MessageNode(m.Id, m.ParentId, m.Ordinal, m.Role)));
        if (tree.Find(messageId) is null) return new ChangeOutcome.NotFound();
        if (replies.GetValueOrDefault(messageId) is { Outcome: null }) return new ChangeOutcome.Invalid("This reply is still being written.");

        // A running reply is a leaf, so leaving it out breaks no path.
        var path = scope == ForkScope.PathOnly ? tree.PathTo(messageId).ToHashSet() : null;
        messages = [.. messages.Where(m => path?.Contains(m.Id) ?? replies.GetValueOrDefault(m.Id) is not { Outcome: null })];

        var now = Now;
        var copies = messages.ToDictionary(m => m.Id, _ => Guid.CreateVersion7(time.GetUtcNow()));
        var copy = new SessionRow
        {
            Id = newSessionId,
            PersonId = source.PersonId,
            Title = source.Title,
            TitleFolded = source.TitleFolded,
            ModelName = source.ModelName,
            SystemPrompt = source.SystemPrompt,
            Temporary = source.Temporary,
            CurrentMessageId = copies[messageId],
            ForkedFromSessionId = source.Id,
            ForkedFromMessageId = messageId,
            CreatedAt = now,
            UpdatedAt = now,
            SeenAt = now,
        };
        db.Sessions.Add(copy);
        foreach (var message in messages)
        {
            var id = copies[message.Id];
            AddMessage(db, copy, id, message.ParentId is { } parent ? copies[parent] : null, message.Role, message.Text, message.CreatedAt);
            if (!replies.TryGetValue(message.Id, out var reply)) continue;
            db.Replies.Add(CopyOf(reply, id, copy.Id, copies));
            if (message.Text.Length > 0) db.ReplyEvents.Add(new ReplyEventRow { ReplyId = id, Seq = 1, Text = message.Text });
        }
        await CopyDocumentsAsync(db, source.Id, copy.Id, copies, scope, cancellationToken);
        return new ChangeOutcome.Done();
    }

    private static ReplyRow CopyOf(ReplyRow reply, Guid id, Guid sessionId, Dictionary<Guid, Guid> copies) => new()
    {
        Id = id,
        SessionId = sessionId,
        UserMessageId = copies[reply.UserMessageId],
        ContinuesId = reply.ContinuesId is { } continued && copies.TryGetValue(continued, out var copied) ? copied : null,
        ModelName = reply.ModelName,
        Fingerprint = reply.Fingerprint,
        Outcome = reply.Outcome,
        Cause = reply.Cause,
        InputTokens = reply.InputTokens,
        OutputTokens = reply.OutputTokens,
        CachedInputTokens = reply.CachedInputTokens,
        QueuedMicroseconds = reply.QueuedMicroseconds,
        FirstTokenMicroseconds = reply.FirstTokenMicroseconds,
        TotalMicroseconds = reply.TotalMicroseconds,
        Settings = reply.Settings,
        Seed = reply.Seed,
        Producer = reply.Producer,
        HeartbeatAt = reply.HeartbeatAt,
        StartedAt = reply.StartedAt,
        EndedAt = reply.EndedAt,
    };
}
