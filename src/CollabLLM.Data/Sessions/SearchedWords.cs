using System.Text;
using CollabLLM.Core.Conversations;

namespace CollabLLM.Data.Sessions;

/// <summary>
/// Finds the searched words again in a text, to cut a snippet around the first and to mark them all. Done here rather than by the
/// databases, whose snippets differ and come as markup.
/// </summary>
internal sealed class SearchedWords
{
    private const int Before = 50;
    private const int Length = 180;
    private readonly HashSet<string> _whole = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _beginning;

    public SearchedWords(IReadOnlyList<string> phrases)
    {
        List<string> words = [.. phrases.SelectMany(p => Words(p).Select(r => p.Substring(r.Start, r.Length)))];
        _beginning = words[^1];
        foreach (var word in words) _whole.Add(word);
    }

    public static bool HasWord(string text) => Words(text).Any();

    /// <summary>The part of the text around the first searched word, on one line, and where the words are in it.</summary>
    public (string Text, IReadOnlyList<TextRange> Highlights) Snippet(string text)
    {
        var first = Words(text).Where(r => IsSearched(text, r)).Select(r => (int?)r.Start).FirstOrDefault() ?? 0;
        var start = first <= Before ? 0 : first - Before;
        if (start > 0)
        {
            var blank = text.AsSpan(start, first - start).IndexOfAny(' ', '\n');
            start = blank >= 0 ? start + blank + 1 : start;
            if (char.IsLowSurrogate(text[start])) start--;
        }
        var cut = SafeText.Clamp(text[start..], Length);
        var line = new StringBuilder(cut);
        for (var i = 0; i < line.Length; i++)
        {
            if (char.IsWhiteSpace(line[i]) || char.IsControl(line[i])) line[i] = ' ';
        }
        var lead = start > 0 ? "…" : "";
        var tail = start + cut.Length < text.Length ? "…" : "";
        List<TextRange> ranges =
            [.. Words(cut).Where(r => IsSearched(cut, r)).Select(r => new TextRange(r.Start + lead.Length, r.Length))];
        return ($"{lead}{line}{tail}", ranges);
    }

    private bool IsSearched(string text, TextRange word)
    {
        var span = text.AsSpan(word.Start, word.Length);
        return span.StartsWith(_beginning, StringComparison.OrdinalIgnoreCase)
            || _whole.GetAlternateLookup<ReadOnlySpan<char>>().Contains(span);
    }

    private static IEnumerable<TextRange> Words(string text)
    {
        var start = -1;
        for (var i = 0; i < text.Length;)
        {
            var letter = Rune.TryGetRuneAt(text, i, out var rune) && Rune.IsLetterOrDigit(rune);
            if (letter && start < 0) start = i;
            if (!letter && start >= 0)
            {
                yield return new TextRange(start, i - start);
                start = -1;
            }
            i += rune == default ? 1 : rune.Utf16SequenceLength;
        }
        if (start >= 0) yield return new TextRange(start, text.Length - start);
    }
}
