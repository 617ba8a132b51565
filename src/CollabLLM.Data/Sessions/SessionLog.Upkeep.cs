using CollabLLM.Core.Conversations;
using Microsoft.EntityFrameworkCore;

namespace CollabLLM.Data.Sessions;

public sealed partial class SessionLog
{
    /// <summary>Shows the branch that a message is on, down to its newest leaf: what the arrows between siblings do.</summary>
    public Task<ChangeOutcome> SelectPathAsync(Guid personId, Guid sessionId, Guid messageId, CancellationToken cancellationToken) =>
        ChangeAsync(
            personId,
            sessionId,
            async (db, session) =>
            {
                var nodes = await db.Messages.Where(m => m.SessionId == sessionId)
                    .Select(m => new MessageNode(m.Id, m.ParentId, m.Ordinal, m.Role)).ToListAsync(cancellationToken);
                var tree = new MessageTree(nodes);
                if (tree.Find(messageId) is null) return new ChangeOutcome.NotFound();
                session.CurrentMessageId = tree.NewestLeafUnder(messageId);
                return new ChangeOutcome.Done();
            },
            cancellationToken);

    public Task<ChangeOutcome> RenameAsync(Guid personId, Guid sessionId, string title, CancellationToken cancellationToken)
    {
        var tidy = SessionTitle.Tidy(title);
        if (tidy.Length == 0) return RefuseChange("A chat needs a name.");
        tidy = SafeText.Clamp(tidy, SessionLimits.TitleLength);
        return ChangeAsync(
            personId,
            sessionId,
            (_, session) =>
            {
                (session.Title, session.TitleFolded) = (tidy, SessionTitle.Fold(tidy));
                return Task.FromResult<ChangeOutcome>(new ChangeOutcome.Done());
            },
            cancellationToken);
    }

    public Task<ChangeOutcome> PinAsync(Guid personId, Guid sessionId, bool pinned, CancellationToken cancellationToken) =>
        ChangeAsync(
            personId,
            sessionId,
            (_, session) =>
            {
                session.Pinned = pinned;
                return Task.FromResult<ChangeOutcome>(new ChangeOutcome.Done());
            },
            cancellationToken);

    /// <summary>The person has looked at the session: a reply that ended before is no news any more.</summary>
    public Task<ChangeOutcome> MarkSeenAsync(Guid personId, Guid sessionId, CancellationToken cancellationToken) =>
        ChangeAsync(
            personId,
            sessionId,
            (_, session) =>
            {
                // Looking again at what was seen is nothing to write down.
                if (session.SeenAt is null || session.SeenAt < session.ReplyEndedAt) session.SeenAt = Now;
                return Task.FromResult<ChangeOutcome>(new ChangeOutcome.Done());
            },
            cancellationToken);

    /// <summary>Takes a session out of sight. It can be restored until <see cref="PurgeAsync"/> removes it.</summary>
    public Task<ChangeOutcome> DeleteAsync(Guid personId, Guid sessionId, CancellationToken cancellationToken) =>
        ChangeAsync(
            personId,
            sessionId,
            (_, session) =>
            {
                session.DeletedAt ??= Now;
                return Task.FromResult<ChangeOutcome>(new ChangeOutcome.Done());
            },
            cancellationToken,
            deletedToo: true);

    /// <summary>Undoes <see cref="DeleteAsync"/>.</summary>
    public Task<ChangeOutcome> RestoreAsync(Guid personId, Guid sessionId, CancellationToken cancellationToken) =>
        ChangeAsync(
            personId,
            sessionId,
            (_, session) =>
            {
                session.DeletedAt = null;
                return Task.FromResult<ChangeOutcome>(new ChangeOutcome.Done());
            },
            cancellationToken,
            deletedToo: true);

    /// <summary>
    /// Removes for good what was deleted, and temporary chats that were not touched, for longer than the given times. A session whose
    /// reply is being written stays.
    /// </summary>
    /// <returns>How many sessions were removed.</returns>
    public Task<int> PurgeAsync(TimeSpan deletedFor, TimeSpan temporaryFor, CancellationToken cancellationToken)
    {
        var deletedBefore = Now - deletedFor;
        var temporaryBefore = Now - temporaryFor;
        return WriteAsync(
            db => db.Sessions
                .Where(s => s.DeletedAt < deletedBefore || (s.Temporary && s.UpdatedAt < temporaryBefore))
                .Where(s => !db.Replies.Any(r => r.SessionId == s.Id && r.Outcome == null))
                .ExecuteDeleteAsync(cancellationToken),
            cancellationToken);
    }

    private static Task<ChangeOutcome> RefuseChange(string sentence) => Task.FromResult<ChangeOutcome>(new ChangeOutcome.Invalid(sentence));

    private Task<ChangeOutcome> ChangeAsync(
        Guid personId, Guid sessionId, Func<AppDb, SessionRow, Task<ChangeOutcome>> change, CancellationToken cancellationToken,
        bool deletedToo = false) =>
        WriteAsync(
            async db =>
            {
                var session = await HoldAsync(db, sessionId, cancellationToken);
                return session is null || session.PersonId != personId || (session.DeletedAt is not null && !deletedToo)
                    ? new ChangeOutcome.NotFound()
                    : await change(db, session);
            },
            cancellationToken);
}
