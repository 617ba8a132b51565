using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CollabLLM.Core.Prompts.Replies;

/// <summary>The fields of a reply: as a form for the model to fill in, and as a JSON schema for endpoints that hold to one.</summary>
public sealed class ReplySchema
{
    private readonly Lazy<JsonElement> _json;

    internal ReplySchema(IReadOnlyList<ReplyField> fields)
    {
        Fields = fields;
        Form = Write();
        _json = new(() => JsonSerializer.SerializeToElement(Schema()));
    }

    /// <summary>In the order in which the model writes them: thoughts before verdicts.</summary>
    public IReadOnlyList<ReplyField> Fields { get; }

    /// <summary>Whether the reply is prose.</summary>
    public bool IsEmpty => Fields.Count == 0;

    /// <summary>An object with a description in the place of each value.</summary>
    public string Form { get; }

    /// <summary>Every field required and nothing else allowed, as strict endpoints want it; what is optional may be null. Bounds of numbers are not
    /// in it, because many endpoints refuse them: the reader checks them.</summary>
    public JsonElement Json => _json.Value;

    /// <summary>The members of the object that a reply cannot do without.</summary>
    internal IReadOnlyList<string> Top => [.. Fields.Where(f => !f.MayBeMissing).Select(f => f.Name.Split('.')[0]).Distinct()];

    private string Write()
    {
        var form = new StringBuilder();
        Append(form, "", 1);
        return form.ToString();
    }

    private void Append(StringBuilder form, string prefix, int depth)
    {
        List<string> names = [.. Members(prefix)];
        form.Append('{');
        foreach (var name in names)
        {
            form.Append('\n').Append(' ', 2 * depth).Append('"').Append(name).Append("\": ");
            if (Fields.FirstOrDefault(f => f.Name == prefix + name) is { } field) form.Append(Shown(field));
            else Append(form, $"{prefix}{name}.", depth + 1);
            if (name != names[^1]) form.Append(',');
        }
        form.Append('\n').Append(' ', 2 * (depth - 1)).Append('}');
    }

    private static string Shown(ReplyField field)
    {
        var about = field.Description.Length > 0 ? $": {field.Description}" : "";
        if (field.Optional) about += "; null if there is none";
        return field.Type switch
        {
            ReplyFieldType.Text => $"\"<text{about}>\"",
            ReplyFieldType.Number => string.Create(CultureInfo.InvariantCulture, $"<number from {field.Low} to {field.High}{about}>"),
            ReplyFieldType.Flag => $"<0 or 1{about}>",
            _ => $"\"<{string.Join(" or ", field.Choices)}{about}>\"",
        };
    }

    private JsonObject Schema(string prefix = "")
    {
        var properties = new JsonObject();
        foreach (var name in Members(prefix))
        {
            properties[name] = Fields.FirstOrDefault(f => f.Name == prefix + name) is { } field ? Property(field) : Schema($"{prefix}{name}.");
        }
        return new()
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray([.. properties.Select(p => (JsonNode)p.Key)]),
            ["additionalProperties"] = false,
        };
    }

    private static JsonObject Property(ReplyField field)
    {
        var type = field.Type switch { ReplyFieldType.Number => "number", ReplyFieldType.Flag => "integer", _ => "string" };
        var property = new JsonObject { ["type"] = field.Optional ? new JsonArray(type, "null") : type };
        if (field.Type == ReplyFieldType.Flag) property["enum"] = field.Optional ? new JsonArray(0, 1, null) : new JsonArray(0, 1);
        if (field.Type == ReplyFieldType.Choice) property["enum"] = new JsonArray([.. field.Choices.Select(c => (JsonNode?)c), .. field.Optional ? [null] : (JsonNode?[])[]]);
        if (field.Description.Length > 0) property["description"] = field.Description;
        return property;
    }

    private IEnumerable<string> Members(string prefix) =>
        Fields.Where(f => f.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(f => f.Name[prefix.Length..].Split('.')[0]).Distinct();
}
