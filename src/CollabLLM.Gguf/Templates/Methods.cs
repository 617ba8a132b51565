namespace CollabLLM.Gguf.Templates;

/// <summary>Python's methods of texts and maps that chat templates call.</summary>
internal static class Methods
{
    public static object? Call(object? owner, string name, List<object?> arguments)
    {
        var first = arguments.Count > 0 ? arguments[0] : null;
        return (owner, name) switch
        {
            (MarkedText text, "strip") => text.Trim(Dropped(first), start: true, end: true),
            (MarkedText text, "lstrip") => text.Trim(Dropped(first), start: true, end: false),
            (MarkedText text, "rstrip") => text.Trim(Dropped(first), start: false, end: true),
            (MarkedText text, "startswith") => Any(first, part => text.Text.StartsWith(part, StringComparison.Ordinal)),
            (MarkedText text, "endswith") => Any(first, part => text.Text.EndsWith(part, StringComparison.Ordinal)),
            (MarkedText text, "upper") => text.Map(t => t.ToUpperInvariant()),
            (MarkedText text, "lower") => text.Map(t => t.ToLowerInvariant()),
            (MarkedText text, "title") => text.Map(t => Capitals(t, everyWord: true)),
            (MarkedText text, "capitalize") => text.Map(t => Capitals(t, everyWord: false)),
            (MarkedText text, "replace") when arguments is [MarkedText old, MarkedText with, ..] => text.Replace(old.Text, with),
            (MarkedText text, "split") => Split(text, first, arguments.Count > 1 && arguments[1] is long most ? most : -1),
            (MarkedText text, "find") when first is MarkedText part => (long)text.Text.IndexOf(part.Text, StringComparison.Ordinal),
            (MarkedText text, "join") => Filters.Join(Values.Items(first), text),
            (Dictionary<string, object?> map, "get") when first is MarkedText key =>
                map.TryGetValue(key.Text, out var value) ? value : arguments.Count > 1 ? arguments[1] : null,
            (Dictionary<string, object?> map, "items") => Filters.Entries(map),
            (Dictionary<string, object?> map, "keys") => Values.Items(map),
            (Dictionary<string, object?> map, "values") => map.Values.ToList(),
            (List<object?> list, "append") => Append(list, first),
            _ => throw new TemplateException($"The chat template calls {name}, which is not supported."),
        };
    }

    private static string Capitals(string text, bool everyWord)
    {
        var letters = text.ToCharArray();
        for (var i = 0; i < letters.Length; i++)
        {
            var begins = i == 0 || (everyWord && !char.IsLetter(letters[i - 1]));
            letters[i] = begins ? char.ToUpperInvariant(letters[i]) : char.ToLowerInvariant(letters[i]);
        }
        return new(letters);
    }

    private static object? Append(List<object?> list, object? item)
    {
        list.Add(item);
        return null;
    }

    private static Func<char, bool> Dropped(object? characters) =>
        characters is MarkedText given ? c => given.Text.Contains(c, StringComparison.Ordinal) : char.IsWhiteSpace;

    private static bool Any(object? parts, Func<string, bool> holds) => parts switch
    {
        MarkedText part => holds(part.Text),
        List<object?> list => list.OfType<MarkedText>().Any(p => holds(p.Text)),
        _ => false,
    };

    private static List<object?> Split(MarkedText text, object? separator, long most) => separator is MarkedText { Length: > 0 } given
        ? [.. text.Split(given.Text, (int)Math.Clamp(most, -1, int.MaxValue))]
        : [.. text.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(text.WithText)];
}
