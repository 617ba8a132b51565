using CollabLLM.Core.Conversations;
using Microsoft.EntityFrameworkCore;

namespace CollabLLM.Data.Sessions;

public sealed partial class SessionLog
{
    /// <summary>
    /// Stores the events of all live replies in one commit. What is stored already is passed over, so a batch may be repeated after
    /// an unclear failure. Text must be clean (<see cref="SafeTextStream"/>), because viewers are shown exactly what is stored.
    /// </summary>
    /// <returns>The replies whose events were refused; empty when all is well.</returns>
    public Task<IReadOnlyList<RefusedDelta>> AppendEventsAsync(IReadOnlyList<ReplyDelta> batch, CancellationToken cancellationToken) =>
        batch.Count == 0
            ? Task.FromResult<IReadOnlyList<RefusedDelta>>([])
            : WriteAsync(db => AppendEventsAsync(db, batch, cancellationToken), cancellationToken);

    private static async Task<IReadOnlyList<RefusedDelta>> AppendEventsAsync(
        AppDb db, IReadOnlyList<ReplyDelta> batch, CancellationToken cancellationToken)
    {
        var last = await db.Dialect.LastEventsAsync(db, [.. batch.Select(d => d.ReplyId).Distinct()], cancellationToken);
        var refused = new List<RefusedDelta>();
        var events = new List<ReplyDelta>(batch.Count);
        foreach (var reply in batch.GroupBy(d => d.ReplyId))
        {
            if (!last.TryGetValue(reply.Key, out var at)) refused.Add(new RefusedDelta(reply.Key, DeltaRefusal.Unknown));
            else if (at.Ended) refused.Add(new RefusedDelta(reply.Key, DeltaRefusal.Ended));
            else
            {
                List<ReplyDelta> fresh = [.. reply.Where(d => d.Seq > at.Seq).OrderBy(d => d.Seq)];
                if (fresh.Where((d, i) => d.Seq != at.Seq + 1 + i).Any()) refused.Add(new RefusedDelta(reply.Key, DeltaRefusal.Gap));
                else events.AddRange(fresh.Select(d => d with { Text = SafeText.Clean(d.Text) }));
            }
        }
        if (events.Count > 0) await db.Dialect.InsertEventsAsync(db, events, cancellationToken);
        return refused;
    }

    /// <summary>The one place where a reply ends. The first ending wins; a later one is told how it stands.</summary>
    /// <returns>Null when there is no such reply (its session was purged).</returns>
    public Task<EndedReply?> EndReplyAsync(ReplyEnding ending, CancellationToken cancellationToken) =>
        WriteAsync(db => EndReplyAsync(db, ending, null, cancellationToken), cancellationToken);

    private async Task<EndedReply?> EndReplyAsync(AppDb db, ReplyEnding ending, DateTime? staleBefore, CancellationToken cancellationToken)
    {
        var sessionId = await db.Replies.Where(r => r.Id == ending.ReplyId).Select(r => (Guid?)r.SessionId).SingleOrDefaultAsync(cancellationToken);
        if (sessionId is null || await HoldAsync(db, sessionId.Value, cancellationToken) is not { } session) return null;

        var rows = await db.Dialect.HeldReply(db, ending.ReplyId).ToListAsync(cancellationToken);
        var message = await db.Messages.SingleAsync(m => m.Id == ending.ReplyId, cancellationToken);
        var reply = rows.Single();
        if (reply.Outcome is { } outcome) return new EndedReply(reply.Id, false, outcome, message.Text, reply.Cause);
        if (staleBefore is { } limit && reply.HeartbeatAt >= limit) return null;

        var now = Now;
        message.Text = await KeepSeenAsync(db, reply, ending.SeenLength, cancellationToken);
        reply.Outcome = ending.Outcome;
        reply.Cause = Clean(ending.Cause);
        reply.InputTokens = ending.Usage?.InputTokens;
        reply.OutputTokens = ending.Usage?.OutputTokens;
        reply.CachedInputTokens = ending.Usage?.CachedInputTokens;
        reply.QueuedMicroseconds = Microseconds(ending.Timings?.Queued);
        reply.FirstTokenMicroseconds = Microseconds(ending.Timings?.FirstToken);
        reply.TotalMicroseconds = Microseconds(ending.Timings?.Total);
        reply.Fingerprint = Clean(ending.Fingerprint) ?? reply.Fingerprint;
        reply.Settings = ending.Settings ?? reply.Settings;
        reply.Seed = ending.Seed ?? reply.Seed;
        reply.EndedAt = now;
        session.ReplyEndedAt = now;
        session.UpdatedAt = now;
        await KeepDocumentsAsync(db, session, message, cancellationToken);
        return new EndedReply(reply.Id, true, ending.Outcome, message.Text, reply.Cause);
    }

    /// <summary>
    /// The text of all events, cut to what was seen: events beyond it go, so that text and events stay the same thing. A continuation
    /// keeps what it started from in any case.
    /// </summary>
    private static async Task<string> KeepSeenAsync(AppDb db, ReplyRow reply, int? seenLength, CancellationToken cancellationToken)
    {
        var events = await db.ReplyEvents.Where(e => e.ReplyId == reply.Id).OrderBy(e => e.Seq).ToListAsync(cancellationToken);
        var text = string.Concat(events.Select(e => e.Text));
        if (seenLength is not { } seen) return text;

        var start = reply.ContinuesId is not null && events.Count > 0 ? events[0].Text.Length : 0;
        var kept = SafeText.Clamp(text, Math.Max(seen, start));
        var at = 0;
        foreach (var one in events)
        {
            var room = kept.Length - at;
            at += one.Text.Length;
            if (room <= 0) db.ReplyEvents.Remove(one);
            else if (room < one.Text.Length) one.Text = one.Text[..room];
        }
        return kept;
    }

    private static long? Microseconds(TimeSpan? duration) => duration is { } d ? d.Ticks / TimeSpan.TicksPerMicrosecond : null;

    /// <summary>Says that the producer of these replies lives.</summary>
    /// <returns>Those of them that have ended or gone meanwhile: their producer must stop.</returns>
    public Task<IReadOnlyList<Guid>> HeartbeatAsync(IReadOnlyCollection<Guid> replyIds, string producer, CancellationToken cancellationToken) =>
        replyIds.Count == 0
            ? Task.FromResult<IReadOnlyList<Guid>>([])
            : WriteAsync<IReadOnlyList<Guid>>(
                async db =>
                {
                    var now = Now;
                    Guid[] ids = [.. replyIds];
                    var mine = db.Replies.Where(r => EF.Parameter(ids).Contains(r.Id) && r.Producer == producer && r.Outcome == null);
                    var touched = await mine.ExecuteUpdateAsync(s => s.SetProperty(r => r.HeartbeatAt, now), cancellationToken);
                    if (touched == replyIds.Count) return [];
                    return [.. replyIds.Except(await mine.Select(r => r.Id).ToListAsync(cancellationToken))];
                },
                cancellationToken);

    /// <summary>Ends replies whose producer has been silent for too long as interrupted, each with the text that was shown.</summary>
    /// <param name="living">Replies that this process is writing: it knows better than any heartbeat.</param>
    public async Task<IReadOnlyList<EndedReply>> SweepAsync(TimeSpan staleAfter, IReadOnlyCollection<Guid> living, CancellationToken cancellationToken)
    {
        var limit = Now - staleAfter;
        List<Guid> stale;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            stale = await db.Replies.Where(r => r.Outcome == null && r.HeartbeatAt < limit).Select(r => r.Id).ToListAsync(cancellationToken);
        }
        var swept = new List<EndedReply>();
        foreach (var id in stale.Except(living))
        {
            var ending = new ReplyEnding(id, ReplyOutcome.Interrupted) { Cause = "The server stopped while this was being written." };
            var ended = await WriteAsync(db => EndReplyAsync(db, ending, limit, cancellationToken), cancellationToken);
            if (ended is { First: true }) swept.Add(ended);
        }
        return swept;
    }

    /// <summary>The events after <paramref name="fromSeq"/> and the ending if there is one; null when there is no such reply.</summary>
    public async Task<ReplyReplay?> ReadEventsAsync(Guid replyId, long fromSeq, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        // The ending first: if there is none yet, no event of the time before is missed; if there is one, the events are final.
        var reply = await db.Replies.Where(r => r.Id == replyId)
            .Join(db.Messages, r => r.Id, m => m.Id, (r, m) => new { r.SessionId, r.ModelName, r.Outcome, r.Cause, m.Text })
            .SingleOrDefaultAsync(cancellationToken);
        if (reply is null) return null;
        var events = await db.ReplyEvents.Where(e => e.ReplyId == replyId && e.Seq > fromSeq).OrderBy(e => e.Seq)
            .Select(e => new ReplyDelta(e.ReplyId, e.Seq, e.Text)).ToListAsync(cancellationToken);
        var ending = reply.Outcome is { } outcome ? new EndedReply(replyId, false, outcome, reply.Text, reply.Cause) : null;
        return new ReplyReplay(replyId, reply.SessionId, events, ending, reply.ModelName);
    }
}
