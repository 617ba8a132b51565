using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Core;
using CollabLLM.Core.Datasets;

namespace CollabLLM.Cli.Simulations;

/// <summary>Goals as lines of <c>{"prompt", "completion", "id"?, "split"?, …}</c>; other fields are metadata.</summary>
internal static class GoalFile
{
    private static readonly string[] Fields = ["prompt", "completion", "split", "id"];

    /// <param name="map">Which column holds a field, such as <c>prompt=problem</c>; the others are called as the field is.</param>
    /// <exception cref="InputException">Names file, line and field.</exception>
    public static IReadOnlyList<Goal> Read(string path, int? limit, IReadOnlyList<string> map)
    {
        var columns = Columns(map);
        var goals = new List<Goal>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in Lines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (goals.Count == limit) break;
            var goal = Parse(path, number, line, columns);
            if (!known.Add(goal.Id)) throw Bad(path, number, $"id: {goal.Id} has been used before");
            goals.Add(goal);
        }
        return goals.Count > 0 ? goals : throw new InputException($"{path} holds no goal.");
    }

    private static Goal Parse(string path, int number, string line, Dictionary<string, string> columns)
    {
        JsonObject row;
        try
        {
            row = JsonNode.Parse(line) as JsonObject ?? throw Bad(path, number, "this is not a JSON object");
            // The node reads its members when they are first asked for.
            _ = row.Count;
        }
        catch (ArgumentException e)
        {
            throw new InputException($"{path}, line {number}: a field is there twice.", e);
        }
        catch (JsonException e)
        {
            throw new InputException($"{path}, line {number}: this is not JSON.", e);
        }
        var prompt = Text(path, number, row, columns["prompt"]) ?? throw Bad(path, number, $"{columns["prompt"]} is missing");
        if (string.IsNullOrWhiteSpace(prompt)) throw Bad(path, number, $"{columns["prompt"]} is empty");
        var id = row[columns["id"]] is JsonValue value ? value.ToString() : (number - 1).ToString(CultureInfo.InvariantCulture);
        var (completion, split) = (Text(path, number, row, columns["completion"]) ?? "", Text(path, number, row, columns["split"]));
        foreach (var column in columns.Values) row.Remove(column);
        return new(id, prompt, completion) { Metadata = row, Split = split };
    }

    private static Dictionary<string, string> Columns(IReadOnlyList<string> map)
    {
        var columns = Fields.ToDictionary(f => f, StringComparer.Ordinal);
        foreach (var pair in map)
        {
            if (pair.Split('=', 2) is not [var field, { Length: > 0 } column] || !columns.ContainsKey(field))
            {
                throw new CommandException(ExitCodes.Usage, $"--map {pair} is not FIELD=COLUMN with one of the fields {string.Join(", ", Fields)}.");
            }
            columns[field] = column;
        }
        return columns;
    }

    private static string? Text(string path, int number, JsonObject row, string field) => row[field] switch
    {
        null => null,
        JsonValue v when v.TryGetValue<string>(out var text) => text,
        _ => throw Bad(path, number, $"{field} must be a text"),
    };

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
        }
        catch (DecoderFallbackException e)
        {
            throw new InputException($"{path} is not UTF-8.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--goals: {path} cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static InputException Bad(string path, int number, string problem) => new($"{path}, line {number}: {problem}.");
}
