using System.Buffers;
using System.Text;

namespace CollabLLM.Core.Conversations;

/// <summary>
/// Text that every database, file and browser of ours can keep: no NUL (PostgreSQL refuses it) and no half of a surrogate pair
/// (UTF-8 has no form for it).
/// </summary>
public static class SafeText
{
    private const char Replacement = '\uFFFD';
    private static readonly SearchValues<char> Suspects =
        SearchValues.Create([.. Enumerable.Range(0xD800, 0x800).Select(c => (char)c).Prepend('\0')]);

    /// <summary>The same text, each NUL and each lone surrogate replaced by U+FFFD. Length in UTF-16 units never changes.</summary>
    public static string Clean(string text)
    {
        var at = text.AsSpan().IndexOfAny(Suspects);
        if (at < 0) return text;
        StringBuilder? clean = null;
        for (var i = at; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) i++;
            else if (text[i] == '\0' || char.IsSurrogate(text[i])) (clean ??= new StringBuilder(text))[i] = Replacement;
        }
        return clean?.ToString() ?? text;
    }

    /// <summary>The longest beginning of at most <paramref name="length"/> UTF-16 units that does not cut a surrogate pair.</summary>
    public static string Clamp(string text, int length)
    {
        if (length >= text.Length) return text;
        if (length <= 0) return "";
        return text[..(char.IsHighSurrogate(text[length - 1]) && char.IsLowSurrogate(text[length]) ? length - 1 : length)];
    }
}
