using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Core.Datasets.Rows;
using CollabLLM.Core.Datasets.Validation;

namespace CollabLLM.Core.Datasets.SingleTurn;

/// <summary>
/// Reads single-turn rows from JSON Lines, a JSON list, either gzipped, or Parquet. Every field has one type in all rows
/// (null fits every type); ids are unique; a row without id is named by its place, from 0.
/// </summary>
internal sealed class SingleTurnReader(string file, FieldMap map, bool uniform)
{
    private readonly List<Goal> _goals = [];
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (JsonValueKind Kind, int Row)> _kinds = new(StringComparer.Ordinal);
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private int _firstRow;

    /// <param name="limit">Reads only so many rows.</param>
    /// <param name="uniform">Every row has the same fields and a reference. Otherwise rows may lack what they do not need; a reference that is not there is empty.</param>
    /// <exception cref="InputException">Names file, row and field.</exception>
    public static async Task<SingleTurnDataset> ReadAsync(string path, FieldMap map, int? limit, bool uniform, CancellationToken cancellationToken)
    {
        using var rows = await RowFile.OpenAsync(path, cancellationToken);
        var reader = new SingleTurnReader(path, map, uniform);
        try
        {
            foreach (var raw in rows.Rows())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (reader._goals.Count == limit) break;
                using var document = RowJson.Parse(raw.Bytes, path, raw.Number);
                reader.Add(new(document.RootElement, path, raw.Number), raw.Number);
            }
        }
        catch (BadRowException e)
        {
            throw e.Problem.AsException(e);
        }
        return reader._goals.Count > 0 ? new(reader._goals) : throw new DatasetProblem(path, null, null, "holds no row.").AsException();
    }

    private void Add(RowFields row, int number)
    {
        if (_goals.Count == 0) _firstRow = number;
        CheckKeys(row);
        CheckKinds(row, number);
        var prompt = row.Text(map.Prompt);
        if (string.IsNullOrWhiteSpace(prompt)) throw row.Bad(map.Prompt, "is empty.");
        var id = Id(row);
        if (!_ids.TryAdd(id, number)) throw row.Bad(map.Id, $"is {id} again, as in row {_ids[id]}: ids must be unique.");
        var metadata = new JsonObject();
        foreach (var property in row.Value.EnumerateObject())
        {
            if (property.Name != map.Prompt && property.Name != map.Completion && property.Name != map.Split)
            {
                metadata[property.Name] = JsonNode.Parse(property.Value.GetRawText());
            }
        }
        _goals.Add(new(id, prompt, uniform ? row.Text(map.Completion) : row.OptionalText(map.Completion) ?? "") { Metadata = metadata, Split = row.OptionalText(map.Split) });
    }

    private string Id(RowFields row)
    {
        if (row.Optional(map.Id) is not { } id) return _goals.Count.ToString(CultureInfo.InvariantCulture);
        return id.ValueKind switch
        {
            JsonValueKind.String => id.GetString()!,
            JsonValueKind.Number => id.GetRawText(),
            _ => throw row.Bad(map.Id, $"must be a text or a number, not {RowFields.Shown(id)}."),
        };
    }

    private void CheckKeys(RowFields row)
    {
        row.Required(map.Prompt);
        if (!uniform) return;
        row.Required(map.Completion);
        if (_goals.Count == 0)
        {
            _keys.UnionWith(row.Value.EnumerateObject().Select(p => p.Name));
            return;
        }
        foreach (var key in _keys)
        {
            if (!row.Value.TryGetProperty(key, out _)) throw row.Bad(key, $"is missing, and row {_firstRow} of {file} has it: all rows must have the same fields.");
        }
        foreach (var property in row.Value.EnumerateObject())
        {
            if (!_keys.Contains(property.Name)) throw row.Bad(property.Name, $"is here, and row {_firstRow} has no such field: all rows must have the same fields.");
        }
    }

    private void CheckKinds(RowFields row, int number)
    {
        foreach (var property in row.Value.EnumerateObject())
        {
            var kind = property.Value.ValueKind == JsonValueKind.False ? JsonValueKind.True : property.Value.ValueKind;
            if (kind == JsonValueKind.Null || _kinds.TryAdd(property.Name, (kind, number))) continue;
            var before = _kinds[property.Name];
            if (before.Kind != kind) throw row.Bad(property.Name, $"is {Name(kind)} here and {Name(before.Kind)} in row {before.Row}: a field must have one type.");
        }
    }

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True => "true or false",
        JsonValueKind.Array => "a list",
        _ => "an object",
    };
}
