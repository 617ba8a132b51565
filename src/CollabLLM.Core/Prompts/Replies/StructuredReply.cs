using System.Text.Json.Nodes;

namespace CollabLLM.Core.Prompts.Replies;

/// <summary>The fields of a reply, each of the type that its prompt says.</summary>
public sealed class StructuredReply
{
    private readonly IReadOnlyDictionary<string, object?> _values;

    internal StructuredReply(IReadOnlyDictionary<string, object?> values) => _values = values;

    /// <summary>Whether a field that may be missing is.</summary>
    public bool IsMissing(string field) => _values[field] is null;

    /// <summary>Of a text or a choice; null where an optional field is absent.</summary>
    public string? TextOrNull(string field) => (string?)_values[field];

    /// <summary>Of a text or a choice that is not optional.</summary>
    public string Text(string field) => (string)_values[field]!;

    /// <summary>Of a number, or 0 or 1 of a flag, that is not optional. Within its bounds.</summary>
    public double Number(string field) => (double)_values[field]!;

    /// <summary>As an object again, with the names and the nesting of the schema.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject();
        foreach (var (field, value) in _values)
        {
            var at = json;
            var parts = field.Split('.');
            foreach (var part in parts[..^1])
            {
                if (at[part] is not JsonObject inner) at[part] = inner = [];
                at = inner;
            }
            at[parts[^1]] = value switch { null => null, double number => JsonValue.Create(number), var text => JsonValue.Create((string)text) };
        }
        return json;
    }
}
