using System.Text.Json;
using CollabLLM.Core.Datasets.Validation;

namespace CollabLLM.Core.Datasets.Rows;

/// <summary>The fields of one JSON object of a row. What is missing or of the wrong type is a problem that names file, row and field.</summary>
internal readonly struct RowFields
{
    private readonly string _file;
    private readonly int _row;
    private readonly string _path;

    public RowFields(JsonElement value, string file, int row, string path = "")
    {
        (Value, _file, _row, _path) = (value, file, row, path);
        if (value.ValueKind != JsonValueKind.Object) throw Bad("", path.Length == 0 ? $"a row must be a JSON object, not {Shown(value)}." : $"must be an object, not {Shown(value)}.");
    }

    public JsonElement Value { get; }

    /// <summary>The field, unless it is absent or null.</summary>
    public JsonElement? Optional(string field) =>
        Value.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public JsonElement Required(string field) => Optional(field) ?? throw Bad(field, Value.TryGetProperty(field, out _) ? "is null." : "is missing.");

    public string Text(string field) => Text(field, Required(field));

    public string? OptionalText(string field) => Optional(field) is { } value ? Text(field, value) : null;

    /// <summary>A finite number; null when the field is null. The field must be there.</summary>
    public double? Number(string field)
    {
        if (!Value.TryGetProperty(field, out var value)) throw Bad(field, "is missing.");
        return Number(field, value);
    }

    public int? OptionalWhole(string field)
    {
        if (Optional(field) is not { } value) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var whole) ? whole : throw Bad(field, $"must be a whole number, not {Shown(value)}.");
    }

    public JsonElement List(string field)
    {
        var value = Required(field);
        return value.ValueKind == JsonValueKind.Array ? value : throw Bad(field, $"must be a list, not {Shown(value)}.");
    }

    public RowFields Object(string field, JsonElement value) => new(value, _file, _row, Path(field));

    public double? Number(string field, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw Bad(field, $"must be a number, not {Shown(value)}.");
    }

    public string Text(string field, JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Bad(field, $"must be a text, not {Shown(value)}.");

    public BadRowException Bad(string field, string problem) =>
        new(new DatasetProblem(_file, _row, Path(field) is { Length: > 0 } path ? path : null, problem));

    public static string Shown(JsonElement value)
    {
        var raw = value.GetRawText();
        return raw.Length <= 40 ? raw : raw[..37] + "...";
    }

    private string Path(string field) => _path.Length == 0 ? field : field.Length == 0 ? _path : $"{_path}.{field}";
}
