using System.Text.RegularExpressions;

namespace CollabLLM.Core.Metrics.Maths;

/// <summary>LaTeX of an answer without what only dresses it: sizes, spaces, units, currency, degrees, percent, dollars around it.</summary>
internal static partial class MathTokens
{
    /// <summary>The text an answer consists of, when it is nothing but words; else null.</summary>
    public static string? WordsOf(string latex)
    {
        var bare = latex.Trim().Trim('$', '.', ' ');
        var plain = Text().Replace(bare, "$1").Trim();
        var allText = plain.Any(char.IsLetter) && !Text().Replace(bare, "").AsSpan().ContainsAnyExcept(" ,.");
        return allText || Word().IsMatch(plain) ? Spaces().Replace(plain, " ").ToLowerInvariant() : null;
    }

    public static string Undressed(string latex)
    {
        var text = latex.Trim().Trim('$').Trim().TrimEnd('.');
        text = And().Replace(text, ",");
        text = UnitText().Replace(text, " ");
        text = Degrees().Replace(text, " ");
        text = Dressing().Replace(text, "$1");
        text = GroupedDigits().Replace(text, "");
        text = TopLevelThousands(text);
        text = TrailingUnit().Replace(text, "$1");
        return Spaces().Replace(text.Replace("−", "-", StringComparison.Ordinal).Replace("π", @"\pi ", StringComparison.Ordinal).Replace("∞", @"\infty ", StringComparison.Ordinal), " ").Trim();
    }

    public static List<string> Of(string undressed) => [.. Token().Matches(undressed).Select(m => m.Value)];

    /// <summary>A comma before three digits parts thousands, except inside brackets, where it parts coordinates.</summary>
    private static string TopLevelThousands(string text)
    {
        var depth = 0;
        return Thousands().Replace(text, m =>
        {
            depth = text.AsSpan(0, m.Index).Count('(') + text.AsSpan(0, m.Index).Count('[') - text.AsSpan(0, m.Index).Count(')') - text.AsSpan(0, m.Index).Count(']');
            return depth == 0 ? m.Value.Replace(",", "", StringComparison.Ordinal) : m.Value;
        });
    }

    [GeneratedRegex(@"\\(?:text|mbox|textbf|textit|mathrm|mathbf|operatorname)\s*\{([^{}]*)\}")]
    private static partial Regex Text();

    [GeneratedRegex(@"^(?=.*[A-Za-z]{2})[A-Za-z][A-Za-z ,.'’-]*$")]
    private static partial Regex Word();

    [GeneratedRegex(@"\\(?:text|mbox)\s*\{\s*(?:and|or)\s*\}|\s(?:and|or)\s")]
    private static partial Regex And();

    [GeneratedRegex(@"\\(?:text|mbox|textbf|textit|mathrm)\s*\{[^{}]*\}(?:\s*\^\s*(?:\{\s*[0-9]\s*\}|[0-9]))?")]
    private static partial Regex UnitText();

    [GeneratedRegex(@"\^\s*\{?\s*\\circ\s*\}?|\\degrees?|°|\\\^\\circ")]
    private static partial Regex Degrees();

    [GeneratedRegex(@"(\\\\)|\\(?:left|right|big|Big|bigg|Bigg|displaystyle|limits)(?![A-Za-z])|\\[!,;: ]|~|\\%|%|\\\$|\$|\\quad|\\qquad")]
    private static partial Regex Dressing();

    [GeneratedRegex(@"\{,\}")]
    private static partial Regex GroupedDigits();

    [GeneratedRegex(@"(?<![0-9.])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])")]
    private static partial Regex Thousands();

    [GeneratedRegex(@"^(-?[0-9.]+(?:\s*/\s*[0-9]+)?)\s+[A-Za-z]{2,}(?:\s+[A-Za-z]+)*$")]
    private static partial Regex TrailingUnit();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"[0-9]+(?:\.[0-9]+)?|\.[0-9]+|\\begin\{\w+\*?\}|\\end\{\w+\*?\}|\\[A-Za-z]+|\\.|[^\s]", RegexOptions.Singleline)]
    private static partial Regex Token();
}
