using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace CollabLLM.Data.Sessions;

/// <summary>
/// Full-text search in a person's chats. Words are words: nothing a person types is read as query syntax. All of them must be there,
/// in any case, the last may be the beginning of a word; what is written together ("e-mail") is searched as it stands.
/// </summary>
public static class SessionSearch
{
    private const int MostPhrases = 12;
    private const int LongestPhrase = 100;

    /// <summary>Chats whose title holds the text, then messages that hold its words, newest first. Two queries.</summary>
    public static async Task<IReadOnlyList<SearchHit>> SearchAsync(
        this AppDb db, Guid personId, string text, CancellationToken cancellationToken, int take = 30)
    {
        var phrases = Phrases(text);
        if (phrases.Count == 0) return [];

        var mine = db.Sessions.Where(s => s.PersonId == personId && s.DeletedAt == null && !s.Temporary);
        var pattern = $"%{Escape(SessionTitle.Fold(SessionTitle.Tidy(text)))}%";
        var titles = await mine.Where(s => EF.Functions.Like(s.TitleFolded, pattern, "\\"))
            .OrderByDescending(s => s.UpdatedAt).Take(take)
            .Select(s => new { s.Id, s.Title, s.UpdatedAt }).ToListAsync(cancellationToken);
        var messages = await db.Dialect.Matches(db, phrases)
            .Join(db.Messages, number => number, m => m.Number, (_, m) => m)
            .Join(mine, m => m.SessionId, s => s.Id, (m, s) => new { m.Number, s.Id, s.Title, MessageId = m.Id, m.Role, m.Text, m.CreatedAt })
            .OrderByDescending(m => m.Number).Take(take).ToListAsync(cancellationToken);

        var words = new SearchedWords(phrases);
        var hits = new List<SearchHit>(titles.Count + messages.Count);
        foreach (var title in titles)
        {
            var (snippet, ranges) = words.Snippet(title.Title);
            hits.Add(new SearchHit(title.Id, title.Title, null, null, snippet, ranges, title.UpdatedAt));
        }
        foreach (var message in messages)
        {
            var (snippet, ranges) = words.Snippet(message.Text);
            hits.Add(new SearchHit(message.Id, message.Title, message.MessageId, message.Role, snippet, ranges, message.CreatedAt));
        }
        return hits;
    }

    /// <summary>What is written together, without pieces that hold no letter and no digit.</summary>
    private static List<string> Phrases(string text) =>
        [.. Core.Conversations.SafeText.Clean(text).Normalize()
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Where(p => p.Length <= LongestPhrase && SearchedWords.HasWord(p))
            .Take(MostPhrases)];

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal)
            .ToLower(CultureInfo.InvariantCulture);
}
