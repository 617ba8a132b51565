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
    /// <exception cref="InputException">Names file, line and field.</exception>
    public static IReadOnlyList<Goal> Read(string path, int? limit)
    {
        var goals = new List<Goal>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in Lines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (goals.Count == limit) break;
            var goal = Parse(path, number, line);
            if (!known.Add(goal.Id)) throw Bad(path, number, $"id: {goal.Id} has been used before");
            goals.Add(goal);
        }
        return goals.Count > 0 ? goals : throw new InputException($"{path} holds no goal.");
    }

    private static Goal Parse(string path, int number, string line)
    {
        JsonObject row;
        try
        {
            row = JsonNode.Parse(line) as JsonObject ?? throw Bad(path, number, "this is not a JSON object");
        }
        catch (JsonException e)
        {
            throw new InputException($"{path}, line {number}: this is not JSON.", e);
        }
        var prompt = Text(path, number, row, "prompt") ?? throw Bad(path, number, "prompt is missing");
        if (string.IsNullOrWhiteSpace(prompt)) throw Bad(path, number, "prompt is empty");
        var id = row["id"] is JsonValue value ? value.ToString() : (number - 1).ToString(CultureInfo.InvariantCulture);
        var (completion, split) = (Text(path, number, row, "completion") ?? "", Text(path, number, row, "split"));
        foreach (var field in (ReadOnlySpan<string>)["prompt", "completion", "split", "id"]) row.Remove(field);
        return new(id, prompt, completion) { Metadata = row, Split = split };
    }

    private static string? Text(string path, int number, JsonObject row, string field) => row[field] switch
    {
        null => null,
        JsonValue v when v.TryGetValue<string>(out var text) => text,
        _ => throw Bad(path, number, $"{field} must be a text"),
    };

    private static IEnumerable<string> Lines(string path)
    {
        try
        {
            return File.ReadLines(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--goals: {path} cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static InputException Bad(string path, int number, string problem) => new($"{path}, line {number}: {problem}.");
}
