using System.Globalization;
using System.Text.Json.Nodes;

namespace CollabLLM.Core.Prompts.Replies;

/// <summary>Numbers as models write them, brought into the form that JSON has: <c>+2</c>, <c>.5</c>, <c>5.</c>, <c>007</c>, <c>1_000</c>.</summary>
internal static class ForgivingNumber
{
    public static bool Begins(char c) => char.IsAsciiDigit(c) || c is '-' or '+' or '.';

    /// <summary>The number that is all of <paramref name="word"/>, every digit kept; null when it is none.</summary>
    /// <param name="tooLarge">It is a number, but beyond a 64-bit float.</param>
    /// <param name="plain">Whether JSON would write it so.</param>
    public static JsonValue? Read(ReadOnlySpan<char> word, out bool tooLarge, out bool plain)
    {
        (tooLarge, plain) = (false, false);
        var negative = word[0] == '-';
        var rest = word[0] is '-' or '+' ? word[1..] : word;
        var whole = Digits(ref rest);
        var fraction = "";
        var hasPoint = !rest.IsEmpty && rest[0] == '.';
        if (hasPoint)
        {
            rest = rest[1..];
            fraction = Digits(ref rest);
        }
        if (whole is null || fraction is null || whole.Length + fraction.Length == 0) return null;
        var exponent = "";
        if (!rest.IsEmpty && rest[0] is 'e' or 'E')
        {
            rest = rest[1..];
            var sign = !rest.IsEmpty && rest[0] is '-' or '+' ? rest[..1].ToString() : "";
            rest = rest[sign.Length..];
            if (Digits(ref rest) is not { Length: > 0 } power) return null;
            exponent = $"e{sign}{power}";
        }
        if (!rest.IsEmpty) return null;
        var written = string.Concat(
            negative ? "-" : "",
            whole.TrimStart('0') is { Length: > 0 } digits ? digits : "0",
            hasPoint ? "." + (fraction.Length > 0 ? fraction : "0") : "",
            exponent);
        plain = word.Equals(written, StringComparison.OrdinalIgnoreCase);
        tooLarge = !double.IsFinite(double.Parse(written, CultureInfo.InvariantCulture));
        return tooLarge ? null : JsonNode.Parse(written)!.AsValue();
    }

    /// <summary>Digits with single underscores between them; null when an underscore stands elsewhere.</summary>
    private static string? Digits(ref ReadOnlySpan<char> rest)
    {
        var end = 0;
        while (end < rest.Length && (char.IsAsciiDigit(rest[end]) || rest[end] == '_')) end++;
        var run = rest[..end].ToString();
        rest = rest[end..];
        return run.StartsWith('_') || run.EndsWith('_') || run.Contains("__", StringComparison.Ordinal) ? null : run.Replace("_", "", StringComparison.Ordinal);
    }
}
