namespace CollabLLM.Core.Metrics.Maths;

/// <summary>Finds the final answer in a solution, which MATH puts into the last <c>\boxed{…}</c>.</summary>
public static class BoxedAnswer
{
    private static readonly string[] Boxes = [@"\boxed", @"\fbox"];

    /// <summary>What the last box holds, braces inside it kept; <c>\boxed 5</c> works too. Null when there is no box or its brace is never closed.</summary>
    public static string? Last(string text)
    {
        for (var end = text.Length; ;)
        {
            var (at, length) = Boxes.Select(b => (At: text.LastIndexOf(b, Math.Max(0, end - 1), StringComparison.Ordinal), b.Length)).MaxBy(b => b.At);
            if (end == 0 || at < 0) return null;
            if (Content(text, at + length) is { } content) return content.Trim();
            end = at;
        }
    }

    private static string? Content(string text, int at)
    {
        while (at < text.Length && text[at] == ' ') at++;
        if (at >= text.Length) return null;
        if (text[at] != '{')
        {
            var end = text.AsSpan(at).IndexOfAny("$ \n,.");
            return end == 0 ? null : end < 0 ? text[at..] : text[at..(at + end)];
        }
        var depth = 0;
        for (var i = at; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == '{') depth++;
            else if (text[i] == '}' && --depth == 0) return text[(at + 1)..i];
        }
        return null;
    }
}
