namespace CollabLLM.Core.Metrics.Text;

/// <summary>A string seen as Python sees it: code points instead of UTF-16 units, and its notion of white space.</summary>
internal static class PythonText
{
    /// <summary>Writes the code points; half a surrogate pair counts as one, as in a Python string that holds it.</summary>
    /// <param name="codePoints">At least as long as <paramref name="text"/>.</param>
    /// <param name="skipWhiteSpace">Leaves white space out.</param>
    /// <returns>How many were written.</returns>
    public static int Decode(ReadOnlySpan<char> text, Span<int> codePoints, bool skipWhiteSpace = false)
    {
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            int point = text[i];
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) point = char.ConvertToUtf32(text[i], text[++i]);
            else if (skipWhiteSpace && IsSpace(text[i])) continue;
            codePoints[count++] = point;
        }
        return count;
    }

    /// <summary>What <c>str.split()</c> splits at: .NET's white space and the four information separators.</summary>
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\u001C' and <= '\u001F';

    /// <summary><c>text.split()</c>, as ranges.</summary>
    public static List<Range> Words(ReadOnlySpan<char> text)
    {
        var words = new List<Range>(text.Length / 5);
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || IsSpace(text[i]))
            {
                if (start >= 0) words.Add(start..i);
                start = -1;
            }
            else if (start < 0)
            {
                start = i;
            }
        }
        return words;
    }
}
