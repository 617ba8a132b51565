using System.Text.RegularExpressions;

namespace CollabLLM.Core.World;

/// <summary>Says what a question asks for, whoever wrote it: by the words it shares with the known questions and the title of each slot.</summary>
public static partial class SlotFinder
{
    private const double Enough = 0.34;

    private static readonly HashSet<string> Common = new(StringComparer.Ordinal)
    {
        "the", "a", "is", "it", "do", "you", "your", "i", "should", "to", "of", "for", "what", "which", "did", "does", "in", "on", "at", "be", "are", "there", "please", "me", "tell", "want", "how", "this",
    };

    /// <returns>The name of a slot, <c>tone</c> or <c>length</c>; null when it is about something else.</returns>
    public static string? Find(DocumentKind kind, string question)
    {
        if (kind.Slots.FirstOrDefault(s => s.IsNeeded && kind.Texts($"{s.Name}.ask").Any(a => Question(a) == question.Trim())) is { } exact) return exact.Name;
        var words = Words(question);
        if (words.Contains("tone") || words.Contains("sound")) return "tone";
        if (words.Contains("long") && !kind.Slots.Any(s => s.Values == "days")) return "length";
        var best = kind.Slots.Select(s => (s.Name, Share: Share(kind, s, words))).MaxBy(s => s.Share);
        return best.Share >= Enough ? best.Name : null;
    }

    private static double Share(DocumentKind kind, DocumentSlot slot, HashSet<string> words)
    {
        IEnumerable<string> known = slot.IsNeeded ? kind.Texts($"{slot.Name}.ask").Select(Question).Append(slot.Title) : [slot.Title];
        return known.Max(k => Words(k) is { Count: > 0 } own ? (double)own.Count(words.Contains) / own.Union(words).Count() : 0);
    }

    private static string Question(string line) => line.Split(" | ")[0];

    private static HashSet<string> Words(string text) => [.. Word().Matches(text.ToLowerInvariant()).Select(m => m.Value).Where(w => !Common.Contains(w) || w is "who" or "where" or "when")];

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex Word();
}
