using System.Collections.Frozen;

namespace CollabLLM.Gguf.Templates;

/// <summary>The filters of chat templates.</summary>
internal static class Filters
{
    /// <summary>Every filter there is: a template that uses another one is refused when it is read.</summary>
    public static FrozenSet<string> Names { get; } = new[]
    {
        "trim", "upper", "lower", "title", "capitalize", "string", "safe", "length", "count", "first", "last", "list", "reverse", "items", "join",
        "replace", "default", "d", "int", "abs", "tojson", "selectattr", "rejectattr", "map",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static object? Apply(string name, object? value, List<object?> arguments, Dictionary<string, object?> named)
    {
        var first = arguments.Count > 0 ? arguments[0] : null;
        return name switch
        {
            "trim" => Values.Text(value).Trim(char.IsWhiteSpace, start: true, end: true),
            "upper" or "lower" or "title" or "capitalize" => Methods.Call(Values.Text(value), name, []),
            "string" => Values.Text(value),
            "safe" => value,
            "length" or "count" => value is MarkedText text ? text.Length : (long)(value is Dictionary<string, object?> map ? map.Count : Values.Items(value).Count),
            "first" => Values.Items(value) is [var item, ..] ? item : Missing.Value,
            "last" => Values.Items(value) is [.., var item] ? item : Missing.Value,
            "list" => Values.Items(value).ToList(),
            "reverse" => Enumerable.Reverse(Values.Items(value)).ToList(),
            "items" => Entries(value as Dictionary<string, object?> ?? []),
            "join" => Join(Values.Items(value), first is null ? MarkedText.Empty : Values.Text(first)),
            "replace" => Methods.Call(Values.Text(value), name, arguments),
            "default" or "d" => value is Missing || (arguments.Count > 1 && Values.IsTrue(arguments[1]) && !Values.IsTrue(value)) ? first : value,
            "int" => value is MarkedText digits ? long.TryParse(digits.Text, out var parsed) ? parsed : 0L : (long)Values.Number(value),
            "abs" => value is long whole ? (object)(whole < 0 ? -whole : whole) : Math.Abs(Values.Number(value)),
            "tojson" => MarkedText.OfMessage(PythonJson.Write(value, Indent(named.GetValueOrDefault("indent") ?? first))),
            "selectattr" or "rejectattr" => Values.Items(value).Where(v => Selected(v, arguments) == (name == "selectattr")).ToList(),
            "map" when named.GetValueOrDefault("attribute") is MarkedText key => Values.Items(value).Select(v => Attribute(v, key.Text)).ToList(),
            _ => throw new TemplateException($"The chat template uses the filter {name} in a way that is not supported."),
        };
    }

    public static MarkedText Join(List<object?> items, MarkedText separator) =>
        MarkedText.Concat(items.SelectMany((item, i) => i == 0 ? [Values.Text(item)] : new[] { separator, Values.Text(item) }));

    public static List<object?> Entries(Dictionary<string, object?> map) =>
        [.. map.Select(e => (object?)new List<object?> { MarkedText.OfTemplate(e.Key), e.Value })];

    private static int? Indent(object? value) => value is long width ? (int)Math.Clamp(width, 0, 16) : null;

    private static object? Attribute(object? value, string key) =>
        value is Dictionary<string, object?> map ? map.GetValueOrDefault(key, Missing.Value) : Missing.Value;

    private static bool Selected(object? value, List<object?> arguments)
    {
        if (arguments is not [MarkedText key, ..]) throw new TemplateException("The chat template selects by nothing.");
        var attribute = Attribute(value, key.Text);
        return arguments.Count == 1
            ? Values.IsTrue(attribute)
            : Checks.Holds(Values.Text(arguments[1]).Text, attribute, arguments.Count > 2 ? arguments[2] : null);
    }
}
