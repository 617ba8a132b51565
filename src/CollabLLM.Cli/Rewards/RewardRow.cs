using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Core;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets;

namespace CollabLLM.Cli.Rewards;

/// <summary>
/// A line of the input of <c>collab reward</c>: a reply to a conversation (<c>prompt</c>, <c>completion</c>), or a conversation that is over (<c>messages</c>), each with its goal
/// (<c>single_turn_prompt</c>, <c>single_turn_completion</c>, <c>single_turn_metadata</c>).
/// </summary>
/// <param name="Line">As it was read.</param>
/// <param name="Turn">Replies with the same turn are candidates for it: their futures are compared.</param>
/// <param name="Completion">Null for a conversation that is over.</param>
internal sealed record RewardRow(JsonObject Line, Goal Goal, string Turn, IReadOnlyList<TranscriptMessage> Messages, string? Completion)
{
    private const int MostShown = 60;

    /// <exception cref="InputException">Names file, line and field.</exception>
    public static IReadOnlyList<RewardRow> Read(string path, int? limit)
    {
        var rows = new List<RewardRow>();
        var number = 0;
        try
        {
            foreach (var text in File.ReadLines(path, new UTF8Encoding(false, throwOnInvalidBytes: true)))
            {
                number++;
                if (string.IsNullOrWhiteSpace(text)) continue;
                if (rows.Count == limit) break;
                rows.Add(Parse(text, number, problem => new InputException($"{path}, line {number}: {problem}.")));
            }
        }
        catch (DecoderFallbackException e)
        {
            throw new InputException($"{path}, line {number + 1}: this is not UTF-8.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--input: {path} cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
        return rows.Count > 0 ? rows : throw new InputException($"{path} holds no row.");
    }

    private static RewardRow Parse(string text, int number, Func<string, InputException> bad)
    {
        JsonObject line;
        try
        {
            line = JsonNode.Parse(text) as JsonObject ?? throw bad("this is not a JSON object");
        }
        catch (JsonException)
        {
            throw bad($"this is not JSON: {text[..Math.Min(text.Length, MostShown)]}");
        }
        var goal = new Goal(Id(line, "id") ?? Id(line, "conv_id") ?? (number - 1).ToString(CultureInfo.InvariantCulture), Text("single_turn_prompt"), Text("single_turn_completion"))
        {
            Metadata = line["single_turn_metadata"] switch
            {
                null => [],
                JsonObject o => (JsonObject)o.DeepClone(),
                _ => throw bad("single_turn_metadata must be an object"),
            },
        };
        if (line["messages"] is not null)
        {
            var sample = Id(line, "sample") is { } s ? $"/{s}" : "";
            return new(line, goal, $"{goal.Id}{sample}/{number}", Messages("messages"), null);
        }
        var prompt = Messages("prompt");
        if (prompt is not [.., { Role: MessageRole.User }]) throw bad("prompt must end with a message of the user");
        var turn = Id(line, "conv_id") is { } conversation ? $"{conversation}/{Id(line, "turn_id") ?? prompt.Count.ToString(CultureInfo.InvariantCulture)}" : $"line {number}";
        return new(line, goal, turn, prompt, Text("completion"));

        string Text(string field) => line[field] is JsonValue value && value.TryGetValue<string>(out var said) ? said : throw bad($"{field} must be a text");

        IReadOnlyList<TranscriptMessage> Messages(string field)
        {
            if (line[field] is not JsonArray list) throw bad($"{field} must be a list of messages");
            var messages = new List<TranscriptMessage>();
            for (var i = 0; i < list.Count; i++)
            {
                if (list[i] is not JsonObject message || MessageRoles.Parse(message["role"]?.ToString()) is not { } role || message["content"] is not JsonValue content
                    || !content.TryGetValue<string>(out var said))
                {
                    throw bad($"{field}[{i}] must have a role (system, user, assistant) and a text as content");
                }
                if (role != MessageRole.System) messages.Add(new(role, said));
            }
            return messages;
        }
    }

    private static string? Id(JsonObject line, string field) => line[field] is JsonValue value ? value.ToString() : null;
}
