using System.Buffers;
using System.Globalization;
using System.Text;
using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Prompts.Replies;

/// <summary>Reads one quoted text of a reply, in whichever quotes it stands.</summary>
/// <param name="text">The whole reply.</param>
/// <param name="innerQuotes">Whether a quote ends a text only where the structure goes on behind it, so that unescaped quotes can stand within.</param>
/// <param name="keepUnknownEscapes">Whether a backslash that JSON gives no meaning stays, as LaTeX needs it.</param>
internal sealed class ForgivingText(string text, bool innerQuotes, bool keepUnknownEscapes)
{
    /// <summary>How far a quote looks for the key behind a comma: far enough for any key, near enough to stay linear.</summary>
    private const int KeySight = 80;
    private static readonly SearchValues<char> Straight = SearchValues.Create("\"\\");
    private static readonly SearchValues<char> Single = SearchValues.Create("'\\");
    private static readonly SearchValues<char> CurlyDouble = SearchValues.Create("“”„‟\"\\");
    private static readonly SearchValues<char> CurlySingle = SearchValues.Create("‘’‚‛'\\");
    private static readonly SearchValues<char> Controls = SearchValues.Create([.. Enumerable.Range(0, 32).Select(c => (char)c)]);

    public JsonTolerance Tolerated { get; private set; }

    public static bool IsQuote(char c) => c is '"' or '\'' or '“' or '”' or '„' or '‟' or '‘' or '’' or '‚' or '‛';

    /// <summary>Reads from the opening quote at <paramref name="at"/>, which is then behind the closing one. Null when the reply ends within.</summary>
    public string? Read(ref int at, bool isKey, bool inList)
    {
        var open = text[at];
        if (open is '"' or '\'' && at + 2 < text.Length && text[at + 1] == open && text[at + 2] == open) return Triple(ref at, open);
        var stops = open switch
        {
            '"' => Straight,
            '\'' => Single,
            '“' or '”' or '„' or '‟' => CurlyDouble,
            _ => CurlySingle,
        };
        if (open == '\'') Tolerated |= JsonTolerance.SingleQuotes;
        else if (open != '"') Tolerated |= JsonTolerance.CurlyQuotes;
        var read = new StringBuilder();
        for (var i = at + 1; ;)
        {
            var run = text.AsSpan(i).IndexOfAny(stops);
            if (run < 0) return null;
            Append(read, text.AsSpan(i, run));
            i += run;
            if (text[i] == '\\')
            {
                if (!Escape(read, ref i)) return null;
            }
            else if (!innerQuotes || Ends(i, open, isKey, inList))
            {
                at = i + 1;
                return SafeText.Clean(read.ToString());
            }
            else
            {
                Tolerated |= JsonTolerance.InnerQuotes;
                read.Append(text[i++]);
            }
        }
    }

    public static int SkipBlank(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        return at;
    }

    /// <summary>Nothing is escaped in triple quotes. Of more than three at the end the last three close.</summary>
    private string? Triple(ref int at, char quote)
    {
        var from = at + 3;
        var end = text.AsSpan(from).IndexOf([quote, quote, quote]);
        if (end < 0) return null;
        end += from;
        while (end + 3 < text.Length && text[end + 3] == quote) end++;
        Tolerated |= JsonTolerance.TripleQuotes;
        at = end + 3;
        return SafeText.Clean(text[from..end]);
    }

    private void Append(StringBuilder read, ReadOnlySpan<char> run)
    {
        if (run.ContainsAny(Controls)) Tolerated |= JsonTolerance.RawLineBreak;
        read.Append(run);
    }

    /// <summary>Reads the escape at <paramref name="i"/>; false when the reply ends within it.</summary>
    private bool Escape(StringBuilder read, ref int i)
    {
        if (i + 1 >= text.Length) return false;
        var c = text[i + 1];
        i += 2;
        switch (c)
        {
            case 'n': read.Append('\n'); return true;
            case 'r': read.Append('\r'); return true;
            case 't': read.Append('\t'); return true;
            case '"' or '\'' or '\\' or '/': read.Append(c); return true;
            // Nobody backspaces or feeds a page in the middle of a word: \boxed and \frac are meant.
            case 'b' or 'f' when !(keepUnknownEscapes && i < text.Length && char.IsAsciiLetter(text[i])):
                read.Append(c == 'b' ? '\b' : '\f');
                return true;
            case 'u' when i + 4 <= text.Length && ushort.TryParse(text.AsSpan(i, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit):
                read.Append((char)unit);
                i += 4;
                return true;
            default:
                Tolerated |= JsonTolerance.UnknownEscape;
                if (keepUnknownEscapes && !char.IsWhiteSpace(c)) read.Append('\\');
                read.Append(c);
                return true;
        }
    }

    /// <summary>Whether the structure goes on behind the quote at <paramref name="at"/>.</summary>
    private bool Ends(int at, char open, bool isKey, bool inList)
    {
        var next = SkipBlank(text, at + 1);
        if (next >= text.Length) return true;
        if (isKey) return text[next] == ':';
        return text[next] switch
        {
            '}' => !inList,
            ']' => inList,
            ',' => inList ? ValueFollows(next + 1) : KeyFollows(next + 1, open),
            // Two texts side by side: a comma is missing, or who knows.
            var other => next > at + 1 && IsQuote(other),
        };
    }

    private bool ValueFollows(int at)
    {
        at = SkipBlank(text, at);
        return at >= text.Length || IsQuote(text[at]) || text[at] is '{' or '[' or ']' or '-' or '+' or '.' || char.IsAsciiDigit(text[at]);
    }

    private bool KeyFollows(int at, char open)
    {
        at = SkipBlank(text, at);
        if (at >= text.Length || text[at] == '}') return true;
        var sight = text.AsSpan(at, Math.Min(KeySight, text.Length - at));
        if (IsQuote(sight[0]))
        {
            if (open is '"' or '\'' && sight[0] != open) return false;
            var end = 1;
            while (end < sight.Length && !IsQuote(sight[end])) end++;
            sight = end < sight.Length ? sight[(end + 1)..] : [];
        }
        else
        {
            var end = 0;
            while (end < sight.Length && ForgivingParser.IsKeyLetter(sight[end])) end++;
            if (end == 0) return false;
            sight = sight[end..];
        }
        sight = sight.TrimStart();
        return !sight.IsEmpty && sight[0] == ':';
    }
}
