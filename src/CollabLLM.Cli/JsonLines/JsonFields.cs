using System.Text;
using System.Text.Json;

namespace CollabLLM.Cli.JsonLines;

/// <summary>Reads the fields of a line. What is missing or of the wrong type is a sentence that names the field.</summary>
internal static class JsonFields
{
    public static string Text(this JsonElement line, string field) =>
        Text(line.Required(field, JsonValueKind.String, "a text"));

    public static bool Flag(this JsonElement line, string field, bool fallback) => line.Optional(field) switch
    {
        null => fallback,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw new JsonLineException($"{field} must be true or false."),
    };

    /// <summary>The whole numbers of a list; null when the field is absent.</summary>
    public static int[]? Integers(this JsonElement line, string field)
    {
        if (line.Optional(field) is not { } list) return null;
        if (list.ValueKind != JsonValueKind.Array) throw new JsonLineException($"{field} must be a list of whole numbers.");
        var numbers = new int[list.GetArrayLength()];
        var at = 0;
        foreach (var element in list.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt32(out numbers[at]))
            {
                throw new JsonLineException($"{field}[{at}] is {Shown(element)}, not a whole number.");
            }
            at++;
        }
        return numbers;
    }

    public static JsonElement List(this JsonElement line, string field) => line.Required(field, JsonValueKind.Array, "a list");

    public static JsonElement? Optional(this JsonElement line, string field) =>
        line.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static JsonElement Required(this JsonElement line, string field, JsonValueKind kind, string what)
    {
        var value = line.Optional(field) ?? throw new JsonLineException($"{field} is missing.");
        return value.ValueKind == kind ? value : throw new JsonLineException($"{field} must be {what}, not {Shown(value)}.");
    }

    /// <summary>Half a surrogate pair, which JSON can write and no text can hold, becomes U+FFFD.</summary>
    public static string Text(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return string.Concat(Unescaped(value.GetRawText()).EnumerateRunes());
        }
    }

    private static string Unescaped(string raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 1; i < raw.Length - 1; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }
            switch (raw[++i])
            {
                case 'n': text.Append('\n'); break;
                case 'r': text.Append('\r'); break;
                case 't': text.Append('\t'); break;
                case 'b': text.Append('\b'); break;
                case 'f': text.Append('\f'); break;
                case 'u':
                    text.Append((char)Convert.ToUInt16(raw.Substring(i + 1, 4), 16));
                    i += 4;
                    break;
                default: text.Append(raw[i]); break;
            }
        }
        return text.ToString();
    }

    private static string Shown(JsonElement value)
    {
        var raw = value.GetRawText();
        return raw.Length <= 40 ? raw : raw[..37] + "...";
    }
}
