using System.Text.Json;

namespace CollabLLM.Core.Datasets.Inspection;

/// <summary>Adds up what is seen of a column.</summary>
internal sealed class ColumnProfile(string name)
{
    private readonly SortedDictionary<string, int> _types = new(StringComparer.Ordinal);
    private readonly HashSet<string> _units = new(StringComparer.Ordinal);
    private int _nulls;
    private int _seen;
    private double _least = double.PositiveInfinity;
    private double _most = double.NegativeInfinity;

    public void Add(JsonElement value)
    {
        _seen++;
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                _nulls++;
                break;
            case JsonValueKind.String:
                Count("text", "characters", value.GetString()!.Length);
                break;
            case JsonValueKind.Number:
                Count("number", "value", value.GetDouble());
                break;
            case JsonValueKind.Array:
                Count("list", "elements", value.GetArrayLength());
                break;
            case JsonValueKind.Object:
                Count("object", "fields", value.GetPropertyCount());
                break;
            default:
                _types["true or false"] = _types.GetValueOrDefault("true or false") + 1;
                break;
        }
    }

    public ColumnSummary Result(int rows)
    {
        var comparable = _units.Count == 1;
        return new(name, _types, _nulls, rows - _seen, comparable ? _least : null, comparable ? _most : null, comparable ? _units.First() : null);
    }

    private void Count(string type, string unit, double size)
    {
        _types[type] = _types.GetValueOrDefault(type) + 1;
        _units.Add(unit);
        (_least, _most) = (Math.Min(_least, size), Math.Max(_most, size));
    }
}
