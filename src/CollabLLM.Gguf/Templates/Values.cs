using System.Globalization;

namespace CollabLLM.Gguf.Templates;

/// <summary>What operators do to the values of templates; Python's rules as far as chat templates use them.</summary>
internal static class Values
{
    public static bool IsTrue(object? value) => value switch
    {
        null or Missing => false,
        bool flag => flag,
        long number => number != 0,
        double number => number != 0,
        MarkedText text => text.Length > 0,
        List<object?> list => list.Count > 0,
        Dictionary<string, object?> map => map.Count > 0,
        _ => true,
    };

    /// <summary>The text a value is written out as.</summary>
    public static MarkedText Text(object? value) => value switch
    {
        MarkedText text => text,
        Missing => MarkedText.Empty,
        null => MarkedText.OfTemplate("None"),
        bool flag => MarkedText.OfTemplate(flag ? "True" : "False"),
        long number => MarkedText.OfTemplate(number.ToString(CultureInfo.InvariantCulture)),
        double number => MarkedText.OfTemplate(number == Math.Floor(number) ? number.ToString("0.0", CultureInfo.InvariantCulture) : number.ToString("R", CultureInfo.InvariantCulture)),
        // Lists and maps in plain output hold message text like as not: all of it counts as such.
        _ => MarkedText.OfMessage(PythonJson.Write(value, null)),
    };

    public static bool Equal(object? left, object? right)
    {
        RenderBudget.RequireStack();
        return (left, right) switch
        {
            (MarkedText a, MarkedText b) => a.Text == b.Text,
            (long or double, long or double) => Number(left) == Number(right),
            (List<object?> a, List<object?> b) => a.Count == b.Count && a.Zip(b).All(p => Equal(p.First, p.Second)),
            _ => Equals(left, right),
        };
    }

    public static bool Contains(object? container, object? item) => container switch
    {
        MarkedText text => item is MarkedText part && text.Text.Contains(part.Text, StringComparison.Ordinal),
        List<object?> list => list.Exists(v => Equal(v, item)),
        Dictionary<string, object?> map => item is MarkedText key && map.ContainsKey(key.Text),
        _ => false,
    };

    public static object? Operate(string sign, object? left, object? right) => sign switch
    {
        "==" => Equal(left, right),
        "!=" => !Equal(left, right),
        "in" => Contains(right, left),
        "not in" => !Contains(right, left),
        "~" => MarkedText.Concat([Text(left), Text(right)]),
        "<" => Compare(left, right) < 0,
        ">" => Compare(left, right) > 0,
        "<=" => Compare(left, right) <= 0,
        ">=" => Compare(left, right) >= 0,
        "+" when left is MarkedText a && right is MarkedText b => MarkedText.Concat([a, b]),
        "+" when left is List<object?> a && right is List<object?> b => a.Concat(b).ToList(),
        "*" when left is MarkedText a && right is long times => MarkedText.Concat(Enumerable.Repeat(a, (int)Math.Clamp(times, 0, 1000))),
        _ => Calculate(sign, left, right),
    };

    public static double Number(object? value) => value switch
    {
        long number => number,
        double number => number,
        bool flag => flag ? 1 : 0,
        _ => throw new TemplateException("The chat template calculates with something that is not a number."),
    };

    /// <summary>Items of a list, keys of a map, characters of a text.</summary>
    public static List<object?> Items(object? value) => value switch
    {
        List<object?> list => list,
        Dictionary<string, object?> map => [.. map.Keys.Select(MarkedText.OfTemplate)],
        MarkedText text => [.. Enumerable.Range(0, text.Length).Select(i => text.Slice(i, 1))],
        null or Missing => [],
        _ => throw new TemplateException("The chat template goes through something that is not a list."),
    };

    private static int Compare(object? left, object? right) =>
        left is MarkedText a && right is MarkedText b ? string.CompareOrdinal(a.Text, b.Text) : Number(left).CompareTo(Number(right));

    private static object Calculate(string sign, object? left, object? right)
    {
        var (a, b) = (Number(left), Number(right));
        if (b == 0 && (sign is "/" or "//" or "%")) throw new TemplateException("The chat template divides by 0.");
        var result = sign switch
        {
            "+" => a + b,
            "-" => a - b,
            "*" => a * b,
            "/" => a / b,
            "//" => Math.Floor(a / b),
            "%" => a - (b * Math.Floor(a / b)),
            "**" => Math.Pow(a, b),
            _ => throw new TemplateException($"The chat template uses the operator {sign}, which is not supported."),
        };
        return sign != "/" && !(sign == "**" && b < 0) && left is not double && right is not double ? (object)(long)result : result;
    }
}
