namespace CollabLLM.Gguf.Templates;

/// <summary>The tests after <c>is</c>.</summary>
internal static class Checks
{
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
