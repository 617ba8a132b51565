using System.Net;
using System.Text.RegularExpressions;

namespace CollabLLM.Core.Documents;

/// <summary>The lines that begin and end a document in a reply.</summary>
internal static partial class DocumentTag
{
    public const string Close = "</document>";
    private const string OpenStart = "<document title=\"";

    /// <summary>The title, when the line begins a document that has one.</summary>
    public static string? Title(ReadOnlySpan<char> line)
    {
        line = line.Trim();
        if (!line.StartsWith(OpenStart, StringComparison.Ordinal) || !OpenLine().IsMatch(line)) return null;
        var title = WebUtility.HtmlDecode(line[OpenStart.Length..^2].ToString()).Trim();
        return title.Length == 0 ? null : title;
    }

    /// <summary>Whether a line that is still being written may become the beginning of a document.</summary>
    public static bool MayOpen(ReadOnlySpan<char> line) =>
        line.Length <= OpenStart.Length
            ? OpenStart.AsSpan().StartsWith(line, StringComparison.Ordinal)
            : line.StartsWith(OpenStart, StringComparison.Ordinal) && !line[OpenStart.Length..].Contains('>');

    [GeneratedRegex("^<document title=\"[^\"]*\">$")]
    private static partial Regex OpenLine();
}
