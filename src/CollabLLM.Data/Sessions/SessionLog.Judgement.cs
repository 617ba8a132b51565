using System.Text.Json;
using CollabLLM.Core.Conversations;
using Microsoft.EntityFrameworkCore;

namespace CollabLLM.Data.Sessions;

public sealed partial class SessionLog
{
    /// <summary>Keeps a person's word on an ended reply together with what it was about. The newest one holds.</summary>
    public Task<ChangeOutcome> GiveFeedbackAsync(FeedbackRequest request, CancellationToken cancellationToken)
    {
        List<string> reasons = [.. request.Reasons.Select(r => SafeText.Clean(r.Trim())).Where(r => r.Length > 0).Distinct()];
        var comment = string.IsNullOrWhiteSpace(request.Comment) ? null : SafeText.Clean(request.Comment.Trim());
        if (comment?.Length > SessionLimits.CommentLength) return RefuseChange($"The comment is longer than {SessionLimits.CommentLength:N0} characters.");
        if (reasons.Count > SessionLimits.Reasons || reasons.Exists(r => r.Length > SessionLimits.NameLength))
        {
            return RefuseChange($"A rating has at most {SessionLimits.Reasons} reasons of {SessionLimits.NameLength} characters.");
        }
        if (!Enum.IsDefined(request.Rating)) return RefuseChange("There is no such rating.");
        return ChangeAsync(
            request.PersonId,
            request.SessionId,
            (db, session) => GiveFeedbackAsync(db, session, request with { Reasons = reasons, Comment = comment }, cancellationToken),
            cancellationToken);
    }

    /// <summary>Gives or withdraws consent to the use for training, for a person or for one chat of theirs.</summary>
    public Task<ChangeOutcome> SetConsentAsync(
        Guid personId, Guid? sessionId, bool granted, string textVersion, CancellationToken cancellationToken)
    {
        var wording = SafeText.Clean(textVersion);
        if (string.IsNullOrWhiteSpace(wording) || wording.Length > SessionLimits.NameLength) return RefuseChange("The wording that was shown has no usable name.");
        return sessionId is { } id
            ? ChangeAsync(personId, id, (db, _) => SetConsentAsync(db, personId, id, granted, wording, cancellationToken), cancellationToken)
            : WriteAsync(
                async db =>
                {
                    await EnsurePersonAsync(db, personId, cancellationToken);
                    return await SetConsentAsync(db, personId, null, granted, wording, cancellationToken);
                },
                cancellationToken);
    }

    private async Task<ChangeOutcome> GiveFeedbackAsync(AppDb db, SessionRow session, FeedbackRequest request, CancellationToken cancellationToken)
    {
        var reply = await db.Replies.AsNoTracking()
            .SingleOrDefaultAsync(r => r.Id == request.MessageId && r.SessionId == session.Id, cancellationToken);
        if (reply is null) return new ChangeOutcome.NotFound();
        if (reply.Outcome is null) return new ChangeOutcome.Invalid("This reply is still being written.");

        var before = await db.Feedback.AsNoTracking().Where(f => f.MessageId == reply.Id && f.PersonId == request.PersonId)
            .OrderByDescending(f => f.Number).FirstOrDefaultAsync(cancellationToken);
        if (before is not null && before.Rating == request.Rating && before.Comment == request.Comment
            && before.Reasons.SequenceEqual(request.Reasons))
        {
            return new ChangeOutcome.Done();
        }

        var nodes = await db.Messages.Where(m => m.SessionId == session.Id)
            .Select(m => new MessageNode(m.Id, m.ParentId, m.Ordinal, m.Role)).ToListAsync(cancellationToken);
        var tree = new MessageTree(nodes);
        var path = tree.PathTo(reply.Id);
        var messages = await db.Messages.Where(m => EF.Parameter(path).Contains(m.Id)).OrderBy(m => m.Ordinal)
            .Select(m => new Message(m.Id, m.ParentId, m.Role, m.Text)).ToListAsync(cancellationToken);
        var snapshot = new FeedbackSnapshot
        {
            SessionId = session.Id,
            MessageId = reply.Id,
            SystemPrompt = session.SystemPrompt,
            Path = messages,
            Siblings = [.. tree.Siblings(reply.Id).Where(id => id != reply.Id)],
            ModelName = reply.ModelName,
            Fingerprint = reply.Fingerprint,
            Settings = reply.Settings,
            Outcome = reply.Outcome,
        };
        db.Feedback.Add(new FeedbackRow
        {
            PersonId = request.PersonId,
            SessionId = session.Id,
            MessageId = reply.Id,
            Rating = request.Rating,
            Reasons = request.Reasons,
            Comment = request.Comment,
            Snapshot = JsonSerializer.Serialize(snapshot, SessionJson.Default.FeedbackSnapshot),
            CreatedAt = Now,
        });
        return new ChangeOutcome.Done();
    }

    private async Task<ChangeOutcome> SetConsentAsync(
        AppDb db, Guid personId, Guid? sessionId, bool granted, string textVersion, CancellationToken cancellationToken)
    {
        var before = await db.Consents.AsNoTracking().Where(c => c.PersonId == personId && c.SessionId == sessionId)
            .OrderByDescending(c => c.Number).FirstOrDefaultAsync(cancellationToken);
        if (before?.Granted == granted && before.TextVersion == textVersion) return new ChangeOutcome.Done();
        db.Consents.Add(new ConsentRow
        {
            PersonId = personId,
            SessionId = sessionId,
            Granted = granted,
            TextVersion = textVersion,
            CreatedAt = Now,
        });
        return new ChangeOutcome.Done();
    }
}
