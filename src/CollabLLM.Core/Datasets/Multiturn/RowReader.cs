using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Datasets.Multiturn;

/// <summary>The fields of one row; what is wrong is a sentence with file, row and field.</summary>
internal sealed class RowReader(string path, string where, JsonNode? node)
{
    private readonly JsonObject _row = node as JsonObject ?? throw new InputException($"{path}, {where}: this is not an object.");

    public bool Has(string field) => _row[field] is not null;

    public InputException Bad(string problem) => new($"{path}, {where}: {problem}.");

    public string Text(string field) => _row[field] is JsonValue value && value.GetValueKind() == JsonValueKind.String
        ? value.GetValue<string>()
        : throw Bad(Has(field) ? $"{field} must be a text" : $"{field} is missing");

    public double Number(string field) => _row[field] is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.GetValue<double>() is var number && double.IsFinite(number)
        ? number
        : throw Bad(Has(field) ? $"{field} must be a finite number" : $"{field} is missing");

    public string Id(string field) => _row[field] is JsonValue value && value.GetValueKind() is JsonValueKind.String or JsonValueKind.Number
        ? _row[field]!.ToString()
        : throw Bad(Has(field) ? $"{field} must be a number or a text" : $"{field} is missing");

    public JsonObject? Object(string field) => _row[field] switch
    {
        null => null,
        JsonObject o => (JsonObject)o.DeepClone(),
        _ => throw Bad($"{field} must be an object"),
    };

    public IEnumerable<RowReader> List(string field) => _row[field] is JsonArray list
        ? list.Select((element, i) => new RowReader(path, $"{where}, {field}[{i}]", element))
        : throw Bad(Has(field) ? $"{field} must be a list" : $"{field} is missing");

    public IReadOnlyList<TranscriptMessage> Messages(string field)
    {
        var messages = List(field).Select(m => new TranscriptMessage(
            MessageRoles.Parse(m.Text("role")) ?? throw m.Bad($"role is {m.Text("role")}, not system, user or assistant"), m.Text("content"))).ToList();
        return messages.Count > 0 ? messages : throw Bad($"{field} is empty");
    }
}
