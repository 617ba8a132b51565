using System.Text;

namespace CollabLLM.Gguf.Templates;

/// <summary>
/// Cuts a template into segments, and segments into words. White space around blocks is treated as chat templates expect it: the line
/// end after a block and the indentation before it disappear, and a minus sign takes all white space on its side.
/// </summary>
internal static class TemplateLexer
{
    private static readonly string[] Signs =
        ["**", "//", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "~", "(", ")", "[", "]", "{", "}", ".", ",", ":", "|", "="];

    public static List<TemplateSegment> Segments(string template)
    {
        template = template.Replace("\r\n", "\n", StringComparison.Ordinal);
        List<TemplateSegment> segments = [];
        var at = 0;
        var dropLineEnd = false;
        var dropSpace = false;
        while (at < template.Length)
        {
            var open = NextTag(template, at);
            var text = open < 0 ? template[at..] : template[at..open];
            var lineStart = at == 0 || (dropLineEnd && text.StartsWith('\n'));
            if (dropSpace) text = text.TrimStart();
            else if (dropLineEnd && lineStart && at > 0) text = text[1..];
            if (open < 0)
            {
                segments.Add(new(SegmentType.Text, text));
                break;
            }
            var kind = template[open + 1];
            var close = Close(template, open, kind);
            var inner = template[(open + 2)..close];
            if (inner.StartsWith('-')) text = text.TrimEnd();
            else if (kind != '{' && !inner.StartsWith('+')) text = TrimIndent(text, lineStart);
            if (text.Length > 0) segments.Add(new(SegmentType.Text, text));
            (dropSpace, dropLineEnd) = (inner.EndsWith('-'), kind != '{');
            inner = inner.Trim('-', '+').Trim();
            if (kind != '#') segments.Add(new(kind == '{' ? SegmentType.Output : SegmentType.Block, inner));
            at = close + 2;
        }
        return segments;
    }

    public static List<TemplateToken> Words(string expression)
    {
        List<TemplateToken> words = [];
        for (var at = 0; at < expression.Length;)
        {
            var c = expression[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
            }
            else if (c is '\'' or '"')
            {
                words.Add(new(TokenType.Text, Quoted(expression, ref at)));
            }
            else if (char.IsAsciiDigit(c))
            {
                var end = Digits(expression, at);
                if (end + 1 < expression.Length && expression[end] == '.' && char.IsAsciiDigit(expression[end + 1])) end = Digits(expression, end + 1);
                words.Add(new(TokenType.Number, expression[at..end]));
                at = end;
            }
            else if (char.IsLetter(c) || c == '_')
            {
                var end = at;
                while (end < expression.Length && (char.IsLetterOrDigit(expression[end]) || expression[end] == '_')) end++;
                words.Add(new(TokenType.Name, expression[at..end]));
                at = end;
            }
            else
            {
                var sign = Array.Find(Signs, s => string.CompareOrdinal(expression, at, s, 0, s.Length) == 0)
                    ?? throw new TemplateException($"The chat template has an unknown sign {c}.");
                words.Add(new(TokenType.Sign, sign));
                at += sign.Length;
            }
        }
        words.Add(new(TokenType.End, ""));
        return words;
    }

    private static int Digits(string expression, int at)
    {
        while (at < expression.Length && char.IsAsciiDigit(expression[at])) at++;
        return at;
    }

    private static int NextTag(string template, int from)
    {
        for (var at = template.IndexOf('{', from); at >= 0 && at + 1 < template.Length; at = template.IndexOf('{', at + 1))
        {
            if (template[at + 1] is '{' or '%' or '#') return at;
        }
        return -1;
    }

    /// <summary>Where a tag's closing bracket begins; brackets inside quotes, and those of maps, do not count.</summary>
    private static int Close(string template, int open, char kind)
    {
        var end = kind == '{' ? '}' : kind;
        char? quote = null;
        var maps = 0;
        for (var at = open + 2; at + 1 < template.Length; at++)
        {
            var c = template[at];
            if (quote is not null)
            {
                if (c == '\\') at++;
                else if (c == quote) quote = null;
            }
            else if (c == end && template[at + 1] == '}' && maps == 0)
            {
                return at;
            }
            else if (kind != '#')
            {
                if (c is '\'' or '"') quote = c;
                else if (c == '{') maps++;
                else if (c == '}') maps--;
            }
        }
        throw new TemplateException("The chat template has a tag that is not closed.");
    }

    private static string TrimIndent(string text, bool lineStart)
    {
        var trimmed = text.TrimEnd(' ', '\t');
        return trimmed.EndsWith('\n') || (trimmed.Length == 0 && lineStart) ? trimmed : text;
    }

    private static string Quoted(string expression, ref int at)
    {
        var quote = expression[at++];
        var text = new StringBuilder();
        for (; at < expression.Length && expression[at] != quote; at++)
        {
            if (expression[at] != '\\' || at + 1 == expression.Length)
            {
                text.Append(expression[at]);
                continue;
            }
            at++;
            text.Append(expression[at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var other => other });
        }
        if (at == expression.Length) throw new TemplateException("The chat template has a text that is not closed.");
        at++;
        return text.ToString();
    }
}
