using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CollabLLM.Core.Prompts.Replies;

/// <summary>Reads the fields of a prompt's schema out of a reply. What is missing, of another type or out of bounds is a problem, never a value.</summary>
public static class ReplyReader
{
    public static ReplyReading Read(string text, ReplySchema schema)
    {
        // What is meant as LaTeX or a path keeps its backslashes.
        var reading = TolerantJson.Read(text, schema.Top, keepUnknownEscapes: true);
        if (reading.Value is not { } json)
        {
            var failure = string.IsNullOrWhiteSpace(text) ? "The reply is empty." : reading.Failure!.Reason;
            return new(null, new(null, failure), []);
        }
        List<string> tolerated = [.. reading.Tolerated.Describe()];
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        json = Unwrapped(json, schema, tolerated);
        foreach (var field in schema.Fields)
        {
            var node = Find(json, field.Name, tolerated);
            if (node is null || IsNothing(node, field))
            {
                if (!field.MayBeMissing) return new(null, new(field.Name, $"{field.Name} is missing."), tolerated);
                values[field.Name] = null;
                continue;
            }
            if (Value(node, field, tolerated) is not { } value)
            {
                values[field.Name] = null;
                if (field.Aside) continue;
                return new(null, new(field.Name, $"{field.Name} must be {Wanted(field)}, not {Shown(node)}."), tolerated);
            }
            values[field.Name] = value;
        }
        return new(new(values), null, [.. tolerated.Distinct()]);
    }

    /// <summary>Some models put the whole answer into an object of one member.</summary>
    private static JsonObject Unwrapped(JsonObject json, ReplySchema schema, List<string> tolerated)
    {
        if (json.Count != 1 || json.First().Value is not JsonObject inner || schema.Top.Any(f => Member(json, f) is not null)) return json;
        if (!schema.Top.All(f => Member(inner, f) is not null)) return json;
        tolerated.Add("an object around the object");
        return inner;
    }

    private static JsonNode? Find(JsonObject json, string field, List<string> tolerated)
    {
        JsonNode? at = json;
        foreach (var part in field.Split('.'))
        {
            at = at is JsonObject inner ? Member(inner, part) : null;
        }
        if (at is not null || !field.Contains('.', StringComparison.Ordinal)) return at;
        // The fields of an inner object stand at the top.
        at = Member(json, field[(field.LastIndexOf('.') + 1)..]);
        if (at is JsonObject) return null;
        if (at is not null) tolerated.Add("fields at the top that belong into an object");
        return at;
    }

    private static JsonNode? Member(JsonObject json, string name) =>
        json.TryGetPropertyValue(name, out var exact) ? exact : json.FirstOrDefault(m => m.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>An empty text is a text where one was asked for, and nothing where something else was.</summary>
    private static bool IsNothing(JsonNode node, ReplyField field) =>
        field.Type != ReplyFieldType.Text && node.GetValueKind() == JsonValueKind.String && string.IsNullOrWhiteSpace(node.GetValue<string>());

    private static object? Value(JsonNode node, ReplyField field, List<string> tolerated) => field.Type switch
    {
        ReplyFieldType.Text => Text(node, tolerated),
        ReplyFieldType.Choice => Choice(node, field, tolerated),
        _ => Number(node, tolerated) is { } number && number >= field.Low && number <= field.High && (field.Type != ReplyFieldType.Flag || number is 0 or 1) ? number : null,
    };

    private static string? Text(JsonNode node, List<string> tolerated)
    {
        switch (node.GetValueKind())
        {
            case JsonValueKind.String:
                return node.GetValue<string>();
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                tolerated.Add("a number or a truth value in the place of a text");
                return node.ToJsonString();
            default:
                return null;
        }
    }

    private static string? Choice(JsonNode node, ReplyField field, List<string> tolerated)
    {
        if (node.GetValueKind() != JsonValueKind.String) return null;
        var word = node.GetValue<string>();
        if (field.Choices.Contains(word)) return word;
        var meant = field.Choices.FirstOrDefault(c => c.Equals(word.Trim().TrimEnd('.'), StringComparison.OrdinalIgnoreCase));
        if (meant is not null) tolerated.Add("a word in another spelling");
        return meant;
    }

    private static double? Number(JsonNode node, List<string> tolerated)
    {
        switch (node.GetValueKind())
        {
            case JsonValueKind.Number:
                return node.GetValue<double>();
            case JsonValueKind.True or JsonValueKind.False:
                tolerated.Add("true or false in the place of 1 or 0");
                return node.GetValueKind() == JsonValueKind.True ? 1 : 0;
            case JsonValueKind.String when double.TryParse(node.GetValue<string>(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number):
                tolerated.Add("a number in quotes");
                return number;
            default:
                return null;
        }
    }

    private static string Wanted(ReplyField field) => field.Type switch
    {
        ReplyFieldType.Text => "a text",
        ReplyFieldType.Number => string.Create(CultureInfo.InvariantCulture, $"a number from {field.Low} to {field.High}"),
        ReplyFieldType.Flag => "0 or 1",
        _ => string.Join(" or ", field.Choices),
    };

    private static string Shown(JsonNode node)
    {
        if (node is JsonObject) return "an object";
        if (node is JsonArray) return "a list";
        var raw = node.GetValueKind() == JsonValueKind.String ? $"\"{node.GetValue<string>()}\"" : node.ToJsonString();
        return raw.Length <= 40 ? raw : Conversations.SafeText.Clamp(raw, 37) + "…";
    }
}
