using System.Collections.Frozen;

namespace CollabLLM.Gguf.Templates;

/// <summary>The tests after <c>is</c>.</summary>
internal static class Checks
{
    /// <summary>Every test there is: a template that uses another one is refused when it is read.</summary>
    public static FrozenSet<string> Names { get; } = new[]
    {
        "defined", "undefined", "none", "string", "mapping", "iterable", "sequence", "number", "integer", "float", "boolean", "true", "false", "odd",
        "even", "equalto", "eq", "sameas", "in",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool Holds(string name, object? value, object? argument) => name switch
    {
        "defined" => value is not Missing,
        "undefined" => value is Missing,
        "none" => value is null,
        "string" => value is MarkedText,
        "mapping" => value is Dictionary<string, object?>,
        "iterable" or "sequence" => value is List<object?> or MarkedText or Dictionary<string, object?>,
        "number" => value is long or double,
        "integer" => value is long,
        "float" => value is double,
        "boolean" => value is bool,
        "true" => value is true,
        "false" => value is false,
        "odd" => Values.Number(value) % 2 != 0,
        "even" => Values.Number(value) % 2 == 0,
        "equalto" or "eq" or "sameas" => Values.Equal(value, argument),
        "in" => Values.Contains(argument, value),
        _ => throw new TemplateException($"The chat template uses the test {name}, which is not supported."),
    };
}
