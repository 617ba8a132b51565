using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CollabLLM.Core.Datasets.Multiturn;

/// <summary>
/// Reads multiturn datasets: nested (a JSON array of conversations with <c>turns</c>) or flattened (an array, or lines, of rows). Which of the two the first element says.
/// </summary>
public static class MultiturnFile
{
    /// <returns>Rows in the order of the file: conversations, their turns, their replies.</returns>
    /// <exception cref="InputException">Names file, row and field.</exception>
    public static IReadOnlyList<MultiturnRow> Read(string path)
    {
        var elements = Elements(path);
        if (elements.Count == 0) throw new InputException($"{path} holds no row.");
        var nested = elements[0] is JsonObject first && first.ContainsKey("turns");
        var rows = new List<MultiturnRow>();
        for (var i = 0; i < elements.Count; i++)
        {
            var element = new RowReader(path, $"row {i + 1}", elements[i]);
            if (nested != element.Has("turns")) throw element.Bad(nested ? "turns is missing, and the first row has them" : "turns is there, and the first row has none");
            if (nested) rows.AddRange(Conversation(element, i));
            else rows.Add(Row(element));
        }
        return rows;
    }

    private static IEnumerable<MultiturnRow> Conversation(RowReader conversation, int number)
    {
        var id = number.ToString(CultureInfo.InvariantCulture);
        var goal = Goal(conversation, id);
        foreach (var turn in conversation.List("turns"))
        {
            var prompt = turn.Messages("prompt");
            foreach (var reply in turn.List("responses"))
            {
                yield return new(prompt, reply.Text("completion"), id, prompt.Count, reply.Number("score"), goal, reply.Object("rewards"));
            }
        }
    }

    private static MultiturnRow Row(RowReader row)
    {
        var prompt = row.Messages("prompt");
        var id = row.Id("conv_id");
        return new(prompt, row.Text("completion"), id, row.Has("turn_id") ? (int)row.Number("turn_id") : prompt.Count, row.Number("score"), Goal(row, id), row.Object("rewards"));
    }

    private static Goal Goal(RowReader row, string id) =>
        new(id, row.Text("single_turn_prompt"), row.Text("single_turn_completion")) { Metadata = row.Object("single_turn_metadata") ?? [] };

    private static List<JsonNode?> Elements(string path)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path)).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException e)
        {
            throw new InputException($"{path} is not UTF-8.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path} cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
        if (text.AsSpan().TrimStart().StartsWith("[")) return [.. (JsonArray)Parse(text, path, "")!];
        return [.. text.Split('\n').Select((line, i) => (Line: line, Number: i + 1)).Where(l => !string.IsNullOrWhiteSpace(l.Line)).Select(l => Parse(l.Line, path, $", line {l.Number}"))];
    }

    private static JsonNode? Parse(string text, string path, string where)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException e)
        {
            throw new InputException($"{path}{where}: this is not JSON{(where.Length == 0 ? $", from line {e.LineNumber + 1} on" : "")}.", e);
        }
    }
}
