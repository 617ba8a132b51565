using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CollabLLM.Gguf.Guides;

/// <summary>
/// Reads the part of JSON Schema that a reply can be held to: <c>type</c>, <c>properties</c>, <c>items</c>, <c>enum</c>, <c>const</c>, <c>anyOf</c>, <c>minItems</c>, <c>maxItems</c>,
/// <c>minLength</c>, <c>maxLength</c>. All members are written, in the schema's order, and no others. What it cannot hold a reply to it refuses rather than ignore.
/// </summary>
internal static class JsonSchemaReader
{
    private const int MostLiterals = 64;

    // Words about a value, or about members that are written anyway.
    private static readonly HashSet<string> Silent = new(StringComparer.Ordinal)
    {
        "$schema", "$id", "$comment", "title", "description", "default", "examples", "required", "additionalProperties", "deprecated",
    };

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="NotSupportedException">The schema says something else.</exception>
    public static JsonShape Read(JsonElement schema) => Read(schema, "the schema");

    private static JsonShape Read(JsonElement schema, string where)
    {
        if (schema.ValueKind == JsonValueKind.True) return JsonShape.Any;
        if (schema.ValueKind != JsonValueKind.Object) throw new NotSupportedException($"A reply cannot be held to {where}: it must be an object.");
        if (schema.TryGetProperty("const", out var only)) return Literals([only], schema, where);
        if (schema.TryGetProperty("enum", out var values)) return Literals([.. Elements(values, where, "enum")], schema, where);
        if (schema.TryGetProperty("anyOf", out var any))
        {
            Allow(schema, where, "anyOf");
            return Union([.. Elements(any, where, "anyOf").Select((a, i) => Read(a, $"{where}, anyOf[{i}]"))], where);
        }
        if (!schema.TryGetProperty("type", out var type))
        {
            if (schema.TryGetProperty("properties", out _)) return Typed("object", schema, where);
            Allow(schema, where);
            return JsonShape.Any;
        }
        if (type.ValueKind == JsonValueKind.String) return Typed(type.GetString()!, schema, where);
        List<string> types = [.. Elements(type, where, "type").Select(t => t.ToString())];
        return Union([.. types.Select(t => t == "null" ? JsonShape.Null : Typed(t, schema, where))], where);
    }

    private static JsonShape Typed(string type, JsonElement schema, string where)
    {
        switch (type)
        {
            case "object":
                Allow(schema, where, "properties");
                return schema.TryGetProperty("properties", out var properties)
                    ? new(JsonKind.Object) { Members = [.. properties.EnumerateObject().Select(p => (Bytes(JsonSerializer.Serialize(p.Name, Plain)), Read(p.Value, $"{where}, {p.Name}")))] }
                    : JsonShape.AnyObject;
            case "array":
                Allow(schema, where, "items", "minItems", "maxItems");
                return Sized(JsonShape.AnyArray with { Item = schema.TryGetProperty("items", out var items) ? Read(items, $"{where}, items") : JsonShape.Any }, schema, where, "minItems", "maxItems");
            case "string":
                Allow(schema, where, "minLength", "maxLength");
                return Sized(JsonShape.Text, schema, where, "minLength", "maxLength");
            case "number" or "integer":
                Allow(schema, where);
                return type == "integer" ? JsonShape.Number with { IsInteger = true } : JsonShape.Number;
            case "boolean":
                Allow(schema, where);
                return JsonShape.Flag;
            case "null":
                Allow(schema, where);
                return JsonShape.Null;
            default:
                throw new NotSupportedException($"A reply cannot be held to {where}: there is no type {type}.");
        }
    }

    private static JsonShape Union(IReadOnlyList<JsonShape> shapes, string where)
    {
        if (shapes is [var only]) return only;
        for (var first = 0; first < 256; first++)
        {
            if (shapes.Count(s => s.Begins((byte)first)) > 1) throw new NotSupportedException($"A reply cannot be held to {where}: two of its alternatives begin alike.");
        }
        return new(JsonKind.Union) { Alternatives = shapes };
    }

    private static JsonShape Literals(List<JsonElement> values, JsonElement schema, string where)
    {
        Allow(schema, where, "enum", "const", "type");
        if (values.Count is 0 or > MostLiterals) throw new NotSupportedException($"A reply cannot be held to {where}: enum must name 1 to {MostLiterals} values.");
        return new(JsonKind.Literal) { Literals = [.. values.Select(v => Bytes(JsonSerializer.Serialize(v, Plain)))] };
    }

    private static JsonShape Sized(JsonShape shape, JsonElement schema, string where, string least, string most)
    {
        var sized = shape with { Least = Size(least) ?? 0, Most = Size(most) ?? int.MaxValue };
        return sized.Least <= sized.Most ? sized : throw new NotSupportedException($"A reply cannot be held to {where}: {least} is above {most}.");

        int? Size(string word) => !schema.TryGetProperty(word, out var value) ? null
            : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var size) && size >= 0 ? size
            : throw new NotSupportedException($"A reply cannot be held to {where}: {word} must be a whole number, 0 or more.");
    }

    private static IEnumerable<JsonElement> Elements(JsonElement list, string where, string word) =>
        list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0 ? list.EnumerateArray() : throw new NotSupportedException($"A reply cannot be held to {where}: {word} must be a list of something.");

    /// <summary>Everything of the schema is understood, or says nothing about the form.</summary>
    private static void Allow(JsonElement schema, string where, params ReadOnlySpan<string> words)
    {
        foreach (var property in schema.EnumerateObject())
        {
            if (property.Name == "type" || Silent.Contains(property.Name) || words.Contains(property.Name)) continue;
            throw new NotSupportedException($"A reply cannot be held to {where}: the built-in host does not know {property.Name}.");
        }
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
