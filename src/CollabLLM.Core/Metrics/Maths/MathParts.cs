namespace CollabLLM.Core.Metrics.Maths;

/// <summary>What an answer is made of: a single expression, or a list, interval, matrix, union, equation of such.</summary>
internal sealed record MathParts(string Kind, bool Ordered, IReadOnlyList<MathParts> Parts, MathTerm? Term)
{
    private const string List = "list";
    private static readonly Dictionary<string, (string Kind, bool Turned)> Relations = new(StringComparer.Ordinal)
    {
        ["="] = ("=", false),
        ["<"] = ("<", false),
        [">"] = ("<", true),
        [@"\le"] = ("≤", false),
        [@"\leq"] = ("≤", false),
        [@"\ge"] = ("≤", true),
        [@"\geq"] = ("≤", true),
        [@"\lt"] = ("<", false),
        [@"\gt"] = ("<", true),
        [@"\ne"] = ("≠", false),
        [@"\neq"] = ("≠", false),
        [":"] = (":", false),
        [@"\in"] = ("∈", false),
    };

    public static MathParts Unread(string text) => new("text:" + text, true, [], null);

    /// <exception cref="FormatException">Something in it is not understood.</exception>
    public static MathParts Of(List<string> tokens)
    {
        if (tokens.Count == 0) throw new FormatException("There is nothing.");
        var items = Split(tokens, ",");
        if (items.Count > 1) return Group(List, false, [.. items.SelectMany(Signs).Select(Single)]);
        return Signs(tokens) is { Count: > 1 } both ? Group(List, false, [.. both.Select(Single)]) : Single(tokens);
    }

    public override string ToString() => Term?.Key ?? (Parts.Count == 0 ? Kind : $"{Kind}({string.Join("; ", Parts.Select(p => p.ToString()).Order(Ordered ? Comparer<string>.Create((_, _) => 0) : StringComparer.Ordinal))})");

    private static MathParts Single(List<string> tokens)
    {
        if (tokens.Count == 0) throw new FormatException("A part is empty.");
        var united = Split(tokens, @"\cup");
        if (united.Count > 1) return Group("∪", false, [.. united.Select(Single)]);
        if (Relation(tokens) is { } relation) return relation;
        if (Bracketed(tokens) is { } bracketed) return bracketed;
        if (Matrix(tokens) is { } matrix) return matrix;
        return new("", true, [], MathReader.Read(tokens));
    }

    /// <summary>x = 3 is 3: which letter names the answer is the question's business.</summary>
    private static MathParts? Relation(List<string> tokens)
    {
        foreach (var (sign, (kind, turned)) in Relations)
        {
            var sides = Split(tokens, sign);
            if (sides.Count < 2) continue;
            if (sides.Count == 2 && kind is "=" or "∈" && sides[0] is [{ Length: 1 } letter] && char.IsLetter(letter[0])) return Of(sides[1]);
            if (turned) sides.Reverse();
            return Group(kind, kind is not ("=" or "≠"), [.. sides.Select(Single)]);
        }
        return null;
    }

    private static MathParts? Bracketed(List<string> tokens)
    {
        var (open, close) = (tokens[0], tokens[^1]);
        if (!IsOpening(open) || Closing(tokens, 0) != tokens.Count - 1) return null;
        var inner = tokens[1..^1];
        if (open == @"\{") return Group(List, false, inner.Count == 0 ? [] : [.. Split(inner, ",").SelectMany(Signs).Select(Single)]);
        var items = Split(inner, ",");
        return items.Count > 1 ? Group(open + close, true, [.. items.Select(Single)]) : null;
    }

    private static MathParts? Matrix(List<string> tokens)
    {
        if (!tokens[0].StartsWith(@"\begin{", StringComparison.Ordinal) || !tokens[^1].StartsWith(@"\end{", StringComparison.Ordinal)) return null;
        var rows = Split(tokens[1..^1], @"\\").Where(r => r.Count > 0);
        return Group("matrix", true, [.. rows.Select(row => Group("row", true, [.. Split(row, "&").Select(Single)]))]);
    }

    /// <summary>Both readings of ±.</summary>
    private static List<List<string>> Signs(List<string> tokens) => tokens.Contains(@"\pm")
        ? [[.. tokens.Select(t => t == @"\pm" ? "+" : t)], [.. tokens.Select(t => t == @"\pm" ? "-" : t)]]
        : [tokens];

    private static MathParts Group(string kind, bool ordered, IReadOnlyList<MathParts> parts) =>
        kind == List && parts.Count == 1 ? parts[0] : new(kind, ordered, parts, null);

    /// <summary>At a token that stands outside all brackets.</summary>
    private static List<List<string>> Split(List<string> tokens, string at)
    {
        var parts = new List<List<string>> { new() };
        var depth = 0;
        foreach (var token in tokens)
        {
            if (depth == 0 && token == at)
            {
                parts.Add([]);
                continue;
            }
            if (IsOpening(token) || token == "{" || token.StartsWith(@"\begin{", StringComparison.Ordinal)) depth++;
            else if (token is ")" or "]" or "}" || token == @"\}" || token.StartsWith(@"\end{", StringComparison.Ordinal)) depth--;
            parts[^1].Add(token);
        }
        return parts;
    }

    private static int Closing(List<string> tokens, int from)
    {
        var depth = 0;
        for (var i = from; i < tokens.Count; i++)
        {
            if (IsOpening(tokens[i]) || tokens[i] == "{") depth++;
            else if (tokens[i] is ")" or "]" or "}" || tokens[i] == @"\}") depth--;
            if (depth == 0) return i;
        }
        return -1;
    }

    private static bool IsOpening(string token) => token is "(" or "[" || token == @"\{";
}
