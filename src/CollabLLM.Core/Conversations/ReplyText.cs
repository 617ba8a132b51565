using System.Text;
using CollabLLM.Core.Documents;
using CollabLLM.Core.Questions;

namespace CollabLLM.Core.Conversations;

/// <summary>
/// Reads what a reply holds beside prose: question blocks and documents. Tags stand alone on their line; in a code block they are
/// text. What is not well-formed is prose.
/// </summary>
public static class ReplyText
{
    private const string AskOpen = "<ask>";
    private const string AskClose = "</ask>";
    private const int BegunAgain = -2;

    /// <param name="finished">False while text is still coming: an open block then waits instead of showing its raw lines.</param>
    public static IReadOnlyList<ReplyPart> Split(string text, bool finished)
    {
        var parts = new List<ReplyPart>();
        var lines = Lines(text);
        var prose = 0;
        string? fence = null;
        for (var i = 0; i < lines.Count; i++)
        {
            var (start, end) = lines[i];
            var line = text.AsSpan(start, end - start).Trim();
            var unended = !finished && i == lines.Count - 1 && end == text.Length && !text.EndsWith('\n');
            if (Fence(text.AsSpan(start, end - start), fence) is { } changed) fence = changed.Length == 0 ? null : changed;
            else if (fence is not null) continue;
            else if (unended && MayBecomeTag(line))
            {
                AddProse(start);
                parts.Add(new PendingPart(start, text.Length - start, IsQuestion: line is AskOpen));
                return parts;
            }
            else if (line is AskOpen)
            {
                var close = Find(AskClose, i + 1, AskOpen);
                if (close < 0)
                {
                    // Ended or begun again without an end: prose.
                    if (finished || close == BegunAgain) continue;
                    AddProse(start);
                    parts.Add(new PendingPart(start, text.Length - start, IsQuestion: true));
                    return parts;
                }
                if (!QuestionBlock.TryParse(Enumerable.Range(i + 1, close - i - 1).Select(Line), out var block)) continue;
                AddProse(start);
                parts.Add(new QuestionsPart(start, Next(close) - start, block!));
                prose = Next(close);
                i = close;
            }
            else if (DocumentTag.Title(line) is { } title)
            {
                var close = Find(DocumentTag.Close, i + 1);
                AddProse(start);
                prose = close < 0 ? text.Length : Next(close);
                parts.Add(new DocumentPart(start, prose - start, title, Body(Next(i), close), close >= 0));
                if (close < 0) return parts;
                i = close;
            }
        }
        AddProse(text.Length);
        return parts;

        void AddProse(int to)
        {
            if (to > prose) parts.Add(new ProsePart(prose, to - prose, text[prose..to]));
        }

        // Looking no further than the same beginning keeps the work linear, whatever a model writes.
        int Find(string tag, int from, string? again = null)
        {
            for (var at = from; at < lines.Count; at++)
            {
                var line = text.AsSpan(lines[at].Start, lines[at].End - lines[at].Start).Trim();
                if (line.SequenceEqual(tag)) return at;
                if (again is not null && line.SequenceEqual(again)) return BegunAgain;
            }
            return -1;
        }

        string Line(int at) => text[lines[at].Start..lines[at].End];

        int Next(int at) => at + 1 < lines.Count ? lines[at + 1].Start : text.Length;

        string Body(int from, int close)
        {
            var to = close >= 0 ? lines[close].Start : text.Length;
            if (close < 0 && !finished && lines[^1].Start >= from && IsBeginning(text.AsSpan(lines[^1].Start).Trim(), DocumentTag.Close))
            {
                to = lines[^1].Start;
            }
            var body = text[from..Math.Max(from, to)];
            return body.EndsWith("\r\n", StringComparison.Ordinal) ? body[..^2] : body.EndsWith('\n') ? body[..^1] : body;
        }
    }

    /// <summary>The text for readers without cards: question blocks become plain lines, everything else stays.</summary>
    public static string ToPlainText(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var part in Split(text, finished: true))
        {
            var raw = text.AsSpan(part.Start, part.Length);
            if (part is QuestionsPart { Block: var block }) plain.Append(block.ToPlainText()).Append(raw.EndsWith("\n") ? "\n" : "");
            else plain.Append(raw);
        }
        return plain.ToString();
    }

    /// <summary>Blanks too: shown now, they would vanish when a tag follows them.</summary>
    private static bool MayBecomeTag(ReadOnlySpan<char> line) => line.IsEmpty || IsBeginning(line, AskOpen) || DocumentTag.MayOpen(line);

    private static bool IsBeginning(ReadOnlySpan<char> line, string tag) => !line.IsEmpty && tag.AsSpan().StartsWith(line, StringComparison.Ordinal);

    private static List<(int Start, int End)> Lines(string text)
    {
        var lines = new List<(int, int)>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            if (end < 0) end = text.Length;
            lines.Add((start, end));
            start = end + 1;
        }
        return lines;
    }

    /// <summary>The fence that is open after this line: itself when it opens one, empty when it closes the open one, null when it does neither.</summary>
    internal static string? Fence(ReadOnlySpan<char> line, string? open)
    {
        var mark = line.TrimEnd().TrimStart(' ');
        if (line.Length - line.TrimStart(' ').Length > 3 || mark.Length < 3 || mark[0] is not ('`' or '~')) return null;
        var length = mark.IndexOfAnyExcept(mark[0]);
        if (length < 0) length = mark.Length;
        if (length < 3) return null;
        if (open is null) return mark[0] == '`' && mark[length..].Contains('`') ? null : mark[..length].ToString();
        return mark[0] == open[0] && length >= open.Length && length == mark.Length ? "" : null;
    }
}
