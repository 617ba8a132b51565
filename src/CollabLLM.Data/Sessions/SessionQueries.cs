using CollabLLM.Core.Conversations;
using Microsoft.EntityFrameworkCore;

namespace CollabLLM.Data.Sessions;

/// <summary>What pages read. Nothing is tracked, another person's session is not there, and each method says how often it asks the database.</summary>
public static class SessionQueries
{
    /// <summary>
    /// A person's chats, pinned ones first, then the newest; temporary and deleted ones never. One query.
    /// </summary>
    /// <param name="before">For the next page: the <see cref="SessionListItem.UpdatedAt"/> of the last line; pinned chats are on the first page only.</param>
    public static async Task<IReadOnlyList<SessionListItem>> ListAsync(
        this AppDb db, Guid personId, CancellationToken cancellationToken, int take = 100, DateTime? before = null) =>
        await db.Sessions
            .Where(s => s.PersonId == personId && s.DeletedAt == null && !s.Temporary)
            .Where(s => before == null || (!s.Pinned && s.UpdatedAt < before))
            .OrderByDescending(s => s.Pinned).ThenByDescending(s => s.UpdatedAt)
            .Take(take)
            .Select(s => new SessionListItem(
                s.Id,
                s.Title,
                s.ModelName,
                s.Pinned,
                db.Replies.Any(r => r.SessionId == s.Id && r.Outcome == null),
                s.ReplyEndedAt != null && (s.SeenAt == null || s.SeenAt < s.ReplyEndedAt),
                s.UpdatedAt))
            .ToListAsync(cancellationToken);

    /// <summary>A session with its visible path; null when the person has none of this id. Three queries, a fourth while its last reply is being written.</summary>
    public static async Task<SessionView?> LoadAsync(this AppDb db, Guid sessionId, Guid personId, CancellationToken cancellationToken)
    {
        var found = await db.Sessions.AsNoTracking()
            .Where(s => s.Id == sessionId && s.PersonId == personId && s.DeletedAt == null)
            .Select(s => new { Session = s, Running = db.Replies.Where(r => r.SessionId == s.Id && r.Outcome == null).Select(r => (Guid?)r.Id).SingleOrDefault() })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null) return null;
        var session = found.Session;

        var nodes = await db.Messages.Where(m => m.SessionId == sessionId)
            .Select(m => new MessageNode(m.Id, m.ParentId, m.Ordinal, m.Role)).ToListAsync(cancellationToken);
        var tree = new MessageTree(nodes);
        var ids = session.CurrentMessageId is { } current ? tree.PathTo(current) : [];

        var path = await (
            from m in db.Messages.AsNoTracking()
            where m.SessionId == sessionId && EF.Parameter(ids).Contains(m.Id)
            join r in db.Replies.AsNoTracking() on m.Id equals r.Id into made
            from r in made.DefaultIfEmpty()
            orderby m.Ordinal
            select new
            {
                Message = m,
                Reply = r,
                LastSeq = db.ReplyEvents.Where(e => e.ReplyId == m.Id).Max(e => (long?)e.Seq) ?? 0,
                Feedback = db.Feedback.Where(f => f.MessageId == m.Id && f.PersonId == personId).OrderByDescending(f => f.Number)
                    .Select(f => new FeedbackView(f.Rating, f.Reasons, f.Comment)).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);

        var views = new List<MessageView>(path.Count);
        var running = found.Running;
        foreach (var step in path)
        {
            var (text, lastSeq) = (step.Message.Text, step.LastSeq);
            if (step.Reply is { Outcome: null })
            {
                // Read after the row, so that an ending in between shows as the final text without an ending, never as less.
                var events = await db.ReplyEvents.AsNoTracking().Where(e => e.ReplyId == step.Reply.Id)
                    .OrderBy(e => e.Seq).ToListAsync(cancellationToken);
                (text, lastSeq, running) = (string.Concat(events.Select(e => e.Text)), events.Count > 0 ? events[^1].Seq : 0, step.Reply.Id);
            }
            else if (running == step.Message.Id)
            {
                // It has ended since the first query.
                running = null;
            }
            views.Add(new MessageView(
                step.Message.Id, step.Message.ParentId, step.Message.Ordinal, step.Message.Role, text, step.Message.CreatedAt,
                step.Reply is null ? null : View(step.Reply, lastSeq),
                step.Feedback is { Rating: not FeedbackRating.None } given ? given : null));
        }
        return new SessionView
        {
            Id = session.Id,
            Title = session.Title,
            ModelName = session.ModelName,
            SystemPrompt = session.SystemPrompt,
            Temporary = session.Temporary,
            Pinned = session.Pinned,
            ForkedFromSessionId = session.ForkedFromSessionId,
            CreatedAt = session.CreatedAt,
            UpdatedAt = session.UpdatedAt,
            Tree = tree,
            Path = views,
            RunningReplyId = running,
        };
    }

    /// <summary>What the prompt of a reply is built from; null when there is no such reply. Three queries, one more for a continuation.</summary>
    public static async Task<PromptSource?> PromptSourceAsync(this AppDb db, Guid replyId, CancellationToken cancellationToken)
    {
        var reply = await db.Replies.Where(r => r.Id == replyId)
            .Join(db.Sessions, r => r.SessionId, s => s.Id, (r, s) => new { r.SessionId, r.UserMessageId, r.ContinuesId, s.SystemPrompt })
            .SingleOrDefaultAsync(cancellationToken);
        if (reply is null) return null;

        var nodes = await db.Messages.Where(m => m.SessionId == reply.SessionId)
            .Select(m => new MessageNode(m.Id, m.ParentId, m.Ordinal, m.Role)).ToListAsync(cancellationToken);
        var ids = new MessageTree(nodes).PathTo(reply.UserMessageId);
        var path = await db.Messages.Where(m => m.SessionId == reply.SessionId && EF.Parameter(ids).Contains(m.Id))
            .OrderBy(m => m.Ordinal).Select(m => new Message(m.Id, m.ParentId, m.Role, m.Text)).ToListAsync(cancellationToken);
        if (reply.ContinuesId is not null)
        {
            var kept = await db.ReplyEvents.Where(e => e.ReplyId == replyId && e.Seq == 1).Select(e => e.Text).SingleOrDefaultAsync(cancellationToken);
            if (!string.IsNullOrEmpty(kept)) path.Add(new Message(replyId, reply.UserMessageId, MessageRole.Assistant, kept));
        }
        return new PromptSource(reply.SystemPrompt, path);
    }

    /// <summary>Whether a reply is in a session of this person that is not deleted. One query.</summary>
    public static Task<bool> OwnsReplyAsync(this AppDb db, Guid personId, Guid replyId, CancellationToken cancellationToken) =>
        db.Replies.Where(r => r.Id == replyId)
            .AnyAsync(r => db.Sessions.Any(s => s.Id == r.SessionId && s.PersonId == personId && s.DeletedAt == null), cancellationToken);

    /// <summary>What a person has said about the use for training, in all and about one session. One query.</summary>
    public static async Task<ConsentView> ConsentAsync(this AppDb db, Guid personId, Guid? sessionId, CancellationToken cancellationToken)
    {
        var said = await db.Consents.Where(c => c.PersonId == personId && (c.SessionId == null || c.SessionId == sessionId))
            .OrderBy(c => c.Number)
            .Select(c => new { c.SessionId, c.Granted, Temporary = db.Sessions.Any(s => s.Id == sessionId && s.Temporary) })
            .ToListAsync(cancellationToken);
        var forPerson = said.LastOrDefault(c => c.SessionId is null)?.Granted;
        var forSession = sessionId is null ? null : said.LastOrDefault(c => c.SessionId == sessionId)?.Granted;
        var temporary = said.Exists(c => c.Temporary);
        return new ConsentView(forPerson, forSession, !temporary && (forSession ?? forPerson ?? false));
    }

    private static ReplyView View(ReplyRow r, long lastSeq) => new(
        r.ModelName,
        r.Fingerprint,
        r.Outcome,
        r.Cause,
        new TokenUsage(r.InputTokens, r.OutputTokens, r.CachedInputTokens),
        new ReplyTimings(Span(r.QueuedMicroseconds), Span(r.FirstTokenMicroseconds), Span(r.TotalMicroseconds)),
        r.Settings,
        r.Seed,
        r.ContinuesId,
        lastSeq,
        r.StartedAt,
        r.EndedAt);

    private static TimeSpan? Span(long? microseconds) => microseconds is { } us ? TimeSpan.FromMicroseconds(us) : null;
}
