using System.Text.Json;
using System.Text.Json.Nodes;

namespace CollabLLM.Core.Datasets.Parquet;

/// <summary>
/// The one type that fits every value seen. A column has one type in Parquet: a text in one row and a number in another do not go together.
/// Null fits every type; whole numbers and others make real ones; what is only ever null becomes text.
/// </summary>
internal sealed class ColumnTypes
{
    private enum Kind { Unknown, Text, Whole, Real, Flag, List, Object }

    private Kind _kind;
    private ColumnTypes? _item;
    private OrderedDictionary<string, ColumnTypes>? _fields;

    /// <returns>Null, or what does not fit: the path below this value and both types.</returns>
    public string? Add(JsonNode? value)
    {
        var kind = value?.GetValueKind() switch
        {
            null or JsonValueKind.Null => Kind.Unknown,
            JsonValueKind.String => Kind.Text,
            JsonValueKind.True or JsonValueKind.False => Kind.Flag,
            JsonValueKind.Array => Kind.List,
            JsonValueKind.Object => Kind.Object,
            _ => value.AsValue().TryGetValue<long>(out _) ? Kind.Whole : Kind.Real,
        };
        if (kind == Kind.Unknown) return null;
        if (_kind == Kind.Unknown) _kind = kind;
        else if (_kind is Kind.Whole or Kind.Real && kind is Kind.Whole or Kind.Real) _kind = _kind == Kind.Real ? Kind.Real : kind;
        else if (_kind != kind) return $" is {Name(kind)} here and {Name(_kind)} before; a Parquet column has one type.";
        switch (value)
        {
            case JsonArray list:
                _item ??= new();
                foreach (var element in list) if (_item.Add(element) is { } problem) return $"[]{problem}";
                break;
            case JsonObject group:
                _fields ??= new(StringComparer.Ordinal);
                foreach (var (name, element) in group)
                {
                    if (!_fields.TryGetValue(name, out var field)) _fields.Add(name, field = new());
                    if (field.Add(element) is { } problem) return $".{name}{problem}";
                }
                break;
            default:
                break;
        }
        return null;
    }

    /// <returns>Null for an object that never has a field: Parquet cannot hold it.</returns>
    public ColumnType? Result() => _kind switch
    {
        Kind.Whole => ColumnType.Whole,
        Kind.Real => ColumnType.Real,
        Kind.Flag => ColumnType.Flag,
        Kind.List => new ColumnType.ListOf(_item!.Result() ?? ColumnType.Text),
        Kind.Object => Fields() is { Count: > 0 } fields ? new ColumnType.Struct(fields) : null,
        _ => ColumnType.Text,
    };

    private List<(string Name, ColumnType Type)> Fields() =>
        [.. from field in _fields ?? [] let type = field.Value.Result() where type is not null select (field.Key, type)];

    private static string Name(Kind kind) => kind switch
    {
        Kind.Text => "a text",
        Kind.Flag => "true or false",
        Kind.List => "a list",
        Kind.Object => "an object",
        _ => "a number",
    };
}
