using CollabLLM.Core.Conversations;
using Microsoft.EntityFrameworkCore;

namespace CollabLLM.Data.Sessions;

public sealed partial class SessionLog
{
    private const string IdTaken = "This id was used for something else before.";

    /// <summary>Stores a message and begins its reply in one commit. From then on the message cannot be lost.</summary>
    public Task<StartOutcome> SendAsync(SendRequest request, CancellationToken cancellationToken)
    {
        var text = SafeText.Clean(request.Text);
        if (string.IsNullOrWhiteSpace(text)) return Refuse("The message is empty.");
        if (text.Length > SessionLimits.MessageLength) return Refuse($"The message is longer than {SessionLimits.MessageLength:N0} characters.");
        if (NameProblem(request.ModelName) is { } problem) return Refuse(problem);
        if (request.SystemPrompt?.Length > SessionLimits.MessageLength)
        {
            return Refuse($"The system prompt is longer than {SessionLimits.MessageLength:N0} characters.");
        }
        if (request.MessageId == request.ReplyId || request.MessageId == Guid.Empty || request.ReplyId == Guid.Empty
            || request.SessionId == Guid.Empty)
        {
            return Refuse("Session, message and reply need ids of their own.");
        }
        return WriteAsync(db => SendAsync(db, request, text, cancellationToken), cancellationToken);
    }

    /// <summary>Another reply to the same message, from the start or from the text kept of an earlier one.</summary>
    public Task<StartOutcome> StartReplyAsync(StartReplyRequest request, CancellationToken cancellationToken) =>
        NameProblem(request.ModelName) is { } problem
            ? Refuse(problem)
            : WriteAsync(db => StartReplyAsync(db, request, cancellationToken), cancellationToken);

    private static Task<StartOutcome> Refuse(string sentence) => Task.FromResult<StartOutcome>(new StartOutcome.Invalid(sentence));

    private static string? NameProblem(string model) =>
        string.IsNullOrWhiteSpace(model) || model.Length > SessionLimits.NameLength || SafeText.Clean(model) != model ? "The model has no usable name." : null;

    private async Task<StartOutcome> SendAsync(AppDb db, SendRequest request, string text, CancellationToken cancellationToken)
    {
        var session = await HoldAsync(db, request.SessionId, cancellationToken);
        if (session is not null && (session.PersonId != request.PersonId || session.DeletedAt is not null)) return new StartOutcome.NotFound();

        var known = await db.Messages.AsNoTracking()
            .Where(m => m.Id == request.MessageId || m.Id == request.ReplyId || m.Id == request.ParentId)
            .ToDictionaryAsync(m => m.Id, cancellationToken);
        if (known.TryGetValue(request.MessageId, out var before))
        {
            var same = before.SessionId == request.SessionId && before.Role == MessageRole.User && before.ParentId == request.ParentId
                && before.Text == text && known.TryGetValue(request.ReplyId, out var answer) && answer.ParentId == before.Id;
            return same
                ? new StartOutcome.AlreadyAccepted(await StartedAsync(db, request.ReplyId, cancellationToken))
                : new StartOutcome.Invalid(IdTaken);
        }
        if (known.ContainsKey(request.ReplyId)) return new StartOutcome.Invalid(IdTaken);

        if (request.ParentId is { } parentId
            && !(known.TryGetValue(parentId, out var parent) && parent.SessionId == request.SessionId && parent.Role == MessageRole.Assistant))
        {
            return new StartOutcome.Invalid("The message answers a reply that is not in this chat.");
        }
        if (session is not null && await RunningAsync(db, session.Id, cancellationToken) is { } running) return new StartOutcome.Busy(running);

        var now = Now;
        if (session is null)
        {
            await EnsurePersonAsync(db, request.PersonId, cancellationToken);
            session = NewSession(request, text, now);
            db.Sessions.Add(session);
        }
        AddMessage(db, session, request.MessageId, request.ParentId, MessageRole.User, text, now);
        AddReply(db, session, request.ReplyId, request.MessageId, request.ModelName, request.Fingerprint, request.Settings, request.Producer, now);
        return new StartOutcome.Accepted(
            new StartedReply(session.Id, request.MessageId, request.ReplyId, request.ModelName, "", 0, null));
    }

    private async Task<StartOutcome> StartReplyAsync(AppDb db, StartReplyRequest request, CancellationToken cancellationToken)
    {
        if (await HoldOwnAsync(db, request.PersonId, request.SessionId, cancellationToken) is not { } session) return new StartOutcome.NotFound();

        if (await db.Messages.AsNoTracking().SingleOrDefaultAsync(m => m.Id == request.ReplyId, cancellationToken) is { } before)
        {
            var same = before.SessionId == session.Id && before.Role == MessageRole.Assistant && before.ParentId == request.UserMessageId;
            var reply = same ? await db.Replies.AsNoTracking().SingleAsync(r => r.Id == request.ReplyId, cancellationToken) : null;
            return reply is not null && reply.ContinuesId == request.ContinuesId
                ? new StartOutcome.AlreadyAccepted(await StartedAsync(db, request.ReplyId, cancellationToken))
                : new StartOutcome.Invalid(IdTaken);
        }
        var question = await db.Messages.AsNoTracking()
            .SingleOrDefaultAsync(m => m.Id == request.UserMessageId && m.SessionId == session.Id, cancellationToken);
        if (question is not { Role: MessageRole.User }) return new StartOutcome.Invalid("There is no such message in this chat to reply to.");
        if (await RunningAsync(db, session.Id, cancellationToken) is { } running) return new StartOutcome.Busy(running);

        var kept = "";
        if (request.ContinuesId is { } continues)
        {
            var earlier = await db.Messages.AsNoTracking().SingleOrDefaultAsync(
                m => m.Id == continues && m.ParentId == question.Id && m.Role == MessageRole.Assistant, cancellationToken);
            if (earlier is null) return new StartOutcome.Invalid("There is no such reply in this chat to continue.");
            kept = earlier.Text;
        }

        var now = Now;
        var row = AddReply(
            db, session, request.ReplyId, question.Id, request.ModelName, request.Fingerprint, request.Settings, request.Producer, now);
        row.ContinuesId = request.ContinuesId;
        if (kept.Length > 0) db.ReplyEvents.Add(new ReplyEventRow { ReplyId = row.Id, Seq = 1, Text = kept });
        return new StartOutcome.Accepted(
            new StartedReply(session.Id, question.Id, row.Id, row.ModelName, kept, kept.Length > 0 ? 1 : 0, null));
    }

    private static SessionRow NewSession(SendRequest request, string text, DateTime now)
    {
        var title = SessionTitle.From(text);
        return new SessionRow
        {
            Id = request.SessionId,
            PersonId = request.PersonId,
            Title = title,
            TitleFolded = SessionTitle.Fold(title),
            ModelName = request.ModelName,
            SystemPrompt = Clean(request.SystemPrompt),
            Temporary = request.Temporary,
            CreatedAt = now,
        };
    }

    private static ReplyRow AddReply(
        AppDb db, SessionRow session, Guid id, Guid userMessageId, string model, string? fingerprint, GenerationSettings? settings,
        string producer, DateTime now)
    {
        AddMessage(db, session, id, userMessageId, MessageRole.Assistant, "", now);
        var reply = new ReplyRow
        {
            Id = id,
            SessionId = session.Id,
            UserMessageId = userMessageId,
            ModelName = model,
            Fingerprint = Clean(fingerprint),
            Settings = settings,
            Seed = settings?.Seed,
            Producer = producer,
            HeartbeatAt = now,
            StartedAt = now,
        };
        db.Replies.Add(reply);
        session.CurrentMessageId = id;
        session.ModelName = model;
        session.UpdatedAt = now;
        return reply;
    }

    private static Task<Guid?> RunningAsync(AppDb db, Guid sessionId, CancellationToken cancellationToken) =>
        db.Replies.Where(r => r.SessionId == sessionId && r.Outcome == null).Select(r => (Guid?)r.Id).SingleOrDefaultAsync(cancellationToken);

    private static async Task<StartedReply> StartedAsync(AppDb db, Guid replyId, CancellationToken cancellationToken)
    {
        var reply = await db.Replies.AsNoTracking().SingleAsync(r => r.Id == replyId, cancellationToken);
        var last = await db.ReplyEvents.Where(e => e.ReplyId == replyId).MaxAsync(e => (long?)e.Seq, cancellationToken) ?? 0;
        var kept = reply.ContinuesId is null
            ? null
            : await db.ReplyEvents.Where(e => e.ReplyId == replyId && e.Seq == 1).Select(e => e.Text).SingleOrDefaultAsync(cancellationToken);
        return new StartedReply(reply.SessionId, reply.UserMessageId, reply.Id, reply.ModelName, kept ?? "", last, reply.Outcome);
    }
}
