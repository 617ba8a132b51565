using Microsoft.EntityFrameworkCore;

namespace CollabLLM.Data.Documents;

public static class DocumentQueries
{
    /// <summary>All versions of all documents of a person's session, by title and number. One query.</summary>
    public static async Task<IReadOnlyList<DocumentVersionView>> DocumentVersionsAsync(
        this AppDb db, Guid sessionId, Guid personId, CancellationToken cancellationToken) =>
        await db.DocumentVersions
            .Where(v => v.SessionId == sessionId)
            .Where(v => db.Sessions.Any(s => s.Id == sessionId && s.PersonId == personId && s.DeletedAt == null))
            .OrderBy(v => v.Title).ThenBy(v => v.Number)
            .Select(v => new DocumentVersionView(v.Id, v.Title, v.Number, v.Author, v.Text, v.MessageId, v.RestoredFromId, v.CreatedAt))
            .ToListAsync(cancellationToken);
}
