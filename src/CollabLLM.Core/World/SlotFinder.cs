using System.Text.RegularExpressions;

namespace CollabLLM.Core.World;

/// <summary>Says what a question or an offer is about, whoever wrote it: by the words it shares with the known ones and the title of each slot.</summary>
public static partial class SlotFinder
{
    private const double Enough = 1.0 / 3;

    private static readonly HashSet<string> Common = new(StringComparer.Ordinal)
    {
        "the", "a", "is", "it", "do", "you", "your", "i", "should", "to", "of", "for", "what", "which", "did", "does", "in", "on", "at", "be", "are", "there", "please", "me", "tell", "want", "how", "this",
        "can", "could", "shall", "would", "will", "if", "and", "or", "as", "add", "also", "mention", "put", "say", "give", "just", "like", "not", "yet", "my", "any", "ll",
    };

    /// <summary>How long the text should be, and not how long somebody stays.</summary>
    private static readonly HashSet<string> AboutLength = new(StringComparer.Ordinal) { "long", "short", "text", "document", "letter", "message", "note", "plan", "description", "rather" };

    /// <returns>The name of a slot, <c>tone</c> or <c>length</c>; null when it is about something else.</returns>
    public static string? Find(DocumentKind kind, string question)
    {
        if (kind.Slots.FirstOrDefault(s => Known(kind, s).Contains(question.Trim())) is { } exact) return exact.Name;
        var words = Words(question);
        if (words.Contains("tone") || words.Contains("sound")) return "tone";
        if (words.Contains("long") && words.IsSubsetOf(AboutLength)) return "length";
        var best = kind.Slots.Select(s => (s.Name, Share: Share(kind, s, words))).MaxBy(s => s.Share);
        return best.Share >= Enough ? best.Name : null;
    }

    private static double Share(DocumentKind kind, DocumentSlot slot, HashSet<string> words) =>
        Known(kind, slot).Append(slot.Title).Max(k => Words(k) is { Count: > 0 } own ? (double)own.Count(words.Contains) / own.Union(words).Count() : 0);

    /// <summary>The questions about what is needed, the offers of what is not.</summary>
    private static IEnumerable<string> Known(DocumentKind kind, DocumentSlot slot) =>
        slot.IsNeeded ? kind.Texts($"{slot.Name}.ask").Select(line => line.Split(" | ")[0]) : kind.Texts($"{slot.Name}.offer");

    private static HashSet<string> Words(string text) => [.. Word().Matches(text.ToLowerInvariant()).Select(m => m.Value).Where(w => !Common.Contains(w))];

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex Word();
}
