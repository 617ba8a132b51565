using CollabLLM.Core.Conversations;
using CollabLLM.Data.Documents;
using Microsoft.EntityFrameworkCore;

namespace CollabLLM.Data.Sessions;

public sealed partial class SessionLog
{
    /// <summary>
    /// Adds a version to a document of a session; the first one makes the document. Restoring an old version is saving its text
    /// again. The text of the newest version saved once more is no new version.
    /// </summary>
    public Task<DocumentOutcome> SaveDocumentVersionAsync(DocumentVersionRequest request, CancellationToken cancellationToken)
    {
        var title = DocumentTitle(request.Title);
        var text = SafeText.Clean(request.Text);
        if (title.Length == 0) return Task.FromResult<DocumentOutcome>(new DocumentOutcome.Invalid("A document needs a title."));
        if (text.Length > SessionLimits.MessageLength)
        {
            return Task.FromResult<DocumentOutcome>(
                new DocumentOutcome.Invalid($"The document is longer than {SessionLimits.MessageLength:N0} characters."));
        }
        return WriteAsync(db => SaveDocumentVersionAsync(db, request with { Title = title, Text = text }, cancellationToken), cancellationToken);
    }

    private async Task<DocumentOutcome> SaveDocumentVersionAsync(
        AppDb db, DocumentVersionRequest request, CancellationToken cancellationToken)
    {
        if (await HoldOwnAsync(db, request.PersonId, request.SessionId, cancellationToken) is not { } session) return new DocumentOutcome.NotFound();

        if (await db.DocumentVersions.AsNoTracking().SingleOrDefaultAsync(v => v.Id == request.Id, cancellationToken) is { } before)
        {
            return before.SessionId == session.Id && before.Title == request.Title && before.Text == request.Text
                ? new DocumentOutcome.Saved(before.Id, before.Number)
                : new DocumentOutcome.Invalid(IdTaken);
        }
        if (request.MessageId is { } messageId
            && !await db.Messages.AnyAsync(m => m.Id == messageId && m.SessionId == session.Id, cancellationToken))
        {
            return new DocumentOutcome.NotFound();
        }
        if (request.RestoredFromId is { } restored
            && !await db.DocumentVersions.AnyAsync(
                v => v.Id == restored && v.SessionId == session.Id && v.Title == request.Title && v.Text == request.Text, cancellationToken))
        {
            return new DocumentOutcome.Invalid("That version is not one of this document.");
        }
        var version = await AddVersionAsync(db, request, cancellationToken);
        if (version.Id == request.Id) session.UpdatedAt = Now;
        return new DocumentOutcome.Saved(version.Id, version.Number);
    }

    /// <summary>The documents that a reply has finished writing become versions with its ending.</summary>
    private async Task KeepDocumentsAsync(AppDb db, SessionRow session, MessageRow reply, CancellationToken cancellationToken)
    {
        foreach (var document in ReplyText.Split(reply.Text, finished: true).OfType<DocumentPart>().Where(d => d.Closed))
        {
            var title = DocumentTitle(document.Title);
            if (title.Length == 0) continue;
            await AddVersionAsync(
                db,
                new DocumentVersionRequest
                {
                    Id = Guid.CreateVersion7(time.GetUtcNow()),
                    PersonId = session.PersonId,
                    SessionId = session.Id,
                    Title = title,
                    Text = document.Text,
                    Author = DocumentAuthor.Model,
                    MessageId = reply.Id,
                },
                cancellationToken);
        }
    }

    /// <summary>As it is kept; empty when nothing of it can be shown.</summary>
    private static string DocumentTitle(string title) => SafeText.Clamp(SessionTitle.Tidy(title), SessionLimits.TitleLength);

    /// <returns>The new version, or the newest one when it holds this text already.</returns>
    private async Task<DocumentVersionRow> AddVersionAsync(AppDb db, DocumentVersionRequest request, CancellationToken cancellationToken)
    {
        var latest = db.DocumentVersions.Local.Where(v => v.SessionId == request.SessionId && v.Title == request.Title).MaxBy(v => v.Number)
            ?? await db.DocumentVersions.AsNoTracking().Where(v => v.SessionId == request.SessionId && v.Title == request.Title)
                .OrderByDescending(v => v.Number).FirstOrDefaultAsync(cancellationToken);
        if (latest?.Text == request.Text) return latest;

        var version = new DocumentVersionRow
        {
            Id = request.Id,
            SessionId = request.SessionId,
            Title = request.Title,
            Number = (latest?.Number ?? 0) + 1,
            Author = request.Author,
            Text = request.Text,
            MessageId = request.MessageId,
            RestoredFromId = request.RestoredFromId,
            CreatedAt = Now,
        };
        db.DocumentVersions.Add(version);
        return version;
    }

    /// <summary>Versions whose reply went along; the person's own ones with the whole tree, or when they are older than the fork's last message.</summary>
    private async Task CopyDocumentsAsync(
        AppDb db, Guid from, Guid to, Dictionary<Guid, Guid> copies, ForkScope scope, CancellationToken cancellationToken)
    {
        var versions = await db.DocumentVersions.AsNoTracking().Where(v => v.SessionId == from)
            .OrderBy(v => v.Title).ThenBy(v => v.Number).ToListAsync(cancellationToken);
        if (versions.Count == 0) return;
        var last = db.Messages.Local.Where(m => m.SessionId == to).Max(m => m.CreatedAt);
        var kept = versions.Where(v => v.MessageId is { } m ? copies.ContainsKey(m) : scope == ForkScope.WholeTree || v.CreatedAt <= last);
        var numbers = new Dictionary<string, int>();
        var ids = versions.ToDictionary(v => v.Id, _ => Guid.CreateVersion7(time.GetUtcNow()));
        foreach (var version in kept)
        {
            var number = numbers[version.Title] = numbers.GetValueOrDefault(version.Title) + 1;
            db.DocumentVersions.Add(new DocumentVersionRow
            {
                Id = ids[version.Id],
                SessionId = to,
                Title = version.Title,
                Number = number,
                Author = version.Author,
                Text = version.Text,
                MessageId = version.MessageId is { } message ? copies[message] : null,
                RestoredFromId = null,
                CreatedAt = version.CreatedAt,
            });
        }
    }
}
