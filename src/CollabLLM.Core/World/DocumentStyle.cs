using System.Text.RegularExpressions;

namespace CollabLLM.Core.World;

/// <summary>Tells tone and length of a document by the wordings of its kind: the share of a wording's own words that stand in the document.</summary>
internal static partial class DocumentStyle
{
    /// <summary>From this share on, a document has what makes it long.</summary>
    private const double Enough = 0.6;

    /// <summary>The tone whose wordings it is nearest to; null when it has nothing of any.</summary>
    public static Tone? Tone(DocumentKind kind, string document)
    {
        var words = Words(document).ToHashSet(StringComparer.Ordinal);
        var best = Enum.GetValues<Tone>().Select(t => (Tone: t, Share: Share(words, kind.Texts($"core.{DocumentWriter.Word(t)}"), document, t))).MaxBy(t => t.Share);
        return best.Share > 0 ? best.Tone : null;
    }

    public static bool IsLong(DocumentKind kind, string document)
    {
        // What short documents say as well shows nothing.
        var usual = Enum.GetValues<Tone>().SelectMany(t => kind.Texts($"core.{DocumentWriter.Word(t)}")).SelectMany(Words).ToHashSet(StringComparer.Ordinal);
        var words = Words(document).ToHashSet(StringComparer.Ordinal);
        return Enum.GetValues<Tone>().Any(t => kind.Texts($"extra.{DocumentWriter.Word(t)}").Any(e => Share(words, [.. Words(e).Where(w => !usual.Contains(w))]) >= Enough));
    }

    private static double Share(HashSet<string> words, IReadOnlyList<string> wordings, string document, Tone tone) =>
        wordings.Max(w => Share(words, w)) + (document.Contains(DocumentWriter.Farewell(tone), StringComparison.Ordinal) ? 0.5 : 0);

    private static double Share(HashSet<string> words, string wording) => Share(words, [.. Words(Slot().Replace(wording, " "))]);

    private static double Share(HashSet<string> words, List<string> own) => (double)own.Count(words.Contains) / own.Count;

    private static IEnumerable<string> Words(string text) => Word().Matches(text.ToLowerInvariant()).Select(m => m.Value);

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Slot();

    // The exclamation mark is what makes some wordings cheerful.
    [GeneratedRegex(@"[\p{L}\p{N}']+|!")]
    private static partial Regex Word();
}
