using System.Text.RegularExpressions;

namespace CollabLLM.Cli.CodeRunner;

/// <summary>Python as a model writes it: often between fences, with words around them.</summary>
internal static partial class PythonSource
{
    /// <summary>The longest fenced block that is Python or of no named language; the text itself where there is none.</summary>
    public static string Unfenced(string text)
    {
        var blocks = Fence().Matches(text).Select(m => m.Groups["code"].Value).ToList();
        if (blocks.Count > 0) return blocks.MaxBy(b => b.Length)!;
        // A reply that was cut off opens a fence and never closes it.
        var open = Opening().Match(text);
        return open.Success ? text[(open.Index + open.Length)..] : text;
    }

    [GeneratedRegex(@"^[ \t]*(?<mark>```+|~~~+)[ \t]*(?:python3?|py)?[ \t]*\r?\n(?<code>.*?)^[ \t]*\k<mark>[ \t]*\r?$",
        RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^[ \t]*(?:```+|~~~+)[ \t]*(?:python3?|py)?[ \t]*\r?\n", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Opening();
}
