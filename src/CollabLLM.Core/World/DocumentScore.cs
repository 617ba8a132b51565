using System.Text.RegularExpressions;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Documents;

namespace CollabLLM.Core.World;

/// <summary>What a document gets right of a wish. Pure code: a value is right when the document holds it, as a whole, in any case and spacing.</summary>
/// <param name="Right">How many fields are right.</param>
/// <param name="Fields">How many there are: <see cref="DocumentWish.FieldCount"/>.</param>
/// <param name="Wrong">The names of the slots that are not, and <c>tone</c> and <c>length</c>.</param>
public sealed partial record DocumentScore(int Right, int Fields, IReadOnlyList<string> Wrong)
{
    /// <summary>From 0 to 1.</summary>
    public double Share => (double)Right / Fields;

    /// <summary>The last whole document of a conversation's assistant against the wish; nothing right when there is none.</summary>
    public static DocumentScore Of(DocumentWish wish, IEnumerable<TranscriptMessage> messages) => Of(wish, LastDocument(messages) ?? "");

    /// <param name="document">Its bare text; empty when there is none.</param>
    public static DocumentScore Of(DocumentWish wish, string document)
    {
        var text = Plain(document);
        List<string> wrong = [.. wish.Slots.Where(s => !Holds(text, wish.Values[s.Name])).Select(s => s.Name)];
        if (wish.Tone is { } tone && DocumentStyle.Tone(wish.Kind, document) != tone) wrong.Add("tone");
        if (wish.IsLong is { } isLong && (text.Length == 0 || DocumentStyle.IsLong(wish.Kind, document) != isLong)) wrong.Add("length");
        return new(wish.FieldCount - wrong.Count, wish.FieldCount, wrong);
    }

    /// <summary>The text of the last document that was finished; null when there is none.</summary>
    public static string? LastDocument(IEnumerable<TranscriptMessage> messages) =>
        messages.Where(m => m.Role == MessageRole.Assistant).SelectMany(m => DocumentParser.Find(m.Content)).LastOrDefault(d => d.Closed)?.Text;

    /// <summary>Whether a text says a value as a whole, in any case and spacing: 6:30 is not in 16:30.</summary>
    public static bool Says(string text, string value) => Holds(Plain(text), value);

    private static bool Holds(string text, string value)
    {
        var wanted = Plain(value);
        for (var at = text.IndexOf(wanted, StringComparison.Ordinal); at >= 0; at = text.IndexOf(wanted, at + 1, StringComparison.Ordinal))
        {
            if (!Inner(text, at - 1) && !Inner(text, at + wanted.Length)) return true;
        }
        return false;
    }

    private static bool Inner(string text, int at) => at >= 0 && at < text.Length && char.IsLetterOrDigit(text[at]);

    private static string Plain(string text) => Blanks().Replace(text, " ").Trim().ToLowerInvariant();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
