using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets.Rows;

namespace CollabLLM.Core.Datasets.Multiturn;

/// <summary>Makes conversations and rows out of JSON.</summary>
internal static class MultiturnReading
{
    private static readonly HashSet<string> RowKeys = new(StringComparer.Ordinal)
    {
        "prompt", "completion", "conv_id", "score", "single_turn_prompt", "single_turn_completion", "single_turn_metadata", "turn_id", "sessions", "rewards",
    };

    private static readonly HashSet<string> ResponseKeys = new(StringComparer.Ordinal) { "completion", "score", "sessions", "rewards" };

    public static MultiturnRow Row(RowFields row)
    {
        var prompt = Prompt(row);
        return new()
        {
            Conversation = Id(row),
            Prompt = prompt,
            TurnId = row.OptionalWhole("turn_id") ?? prompt.Count,
            Completion = row.Text("completion"),
            Score = row.Number("score"),
            SingleTurnPrompt = row.Text("single_turn_prompt"),
            SingleTurnCompletion = row.Text("single_turn_completion"),
            SingleTurnMetadata = Metadata(row),
            Sessions = Sessions(row),
            Rewards = Rewards(row),
            Extra = Extra(row, RowKeys),
        };
    }

    /// <param name="scored">Whether every response must have a score, which may be null.</param>
    public static MultiturnConversation Conversation(RowFields row, bool scored = true)
    {
        var turns = new List<MultiturnTurn>();
        foreach (var (at, value) in row.List("turns").EnumerateArray().Index())
        {
            var turn = row.Object($"turns[{at}]", value);
            var responses = new List<MultiturnResponse>();
            foreach (var (r, element) in turn.List("responses").EnumerateArray().Index())
            {
                var response = turn.Object($"responses[{r}]", element);
                responses.Add(new(response.Text("completion"), scored || response.Optional("score") is not null ? response.Number("score") : null)
                {
                    Sessions = Sessions(response),
                    Rewards = Rewards(response),
                    Extra = Extra(response, ResponseKeys),
                });
            }
            turns.Add(new(Prompt(turn), responses));
        }
        return new(row.Text("single_turn_prompt"), row.Text("single_turn_completion"), Metadata(row), turns);
    }

    private static ConversationId Id(RowFields row)
    {
        var id = row.Required("conv_id");
        if (id.ValueKind == JsonValueKind.String) return new(null, id.GetString());
        return id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var number)
            ? ConversationId.Of(number)
            : throw row.Bad("conv_id", $"must be a whole number or a text, not {RowFields.Shown(id)}.");
    }

    private static List<TranscriptMessage> Prompt(RowFields row)
    {
        var prompt = Messages(row, "prompt", row.List("prompt"));
        return prompt.Count > 0 ? prompt : throw row.Bad("prompt", "is empty.");
    }

    public static List<TranscriptMessage> Messages(RowFields row, string field, JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array) throw row.Bad(field, $"must be a list of messages, not {RowFields.Shown(list)}.");
        var messages = new List<TranscriptMessage>(list.GetArrayLength());
        foreach (var (at, element) in list.EnumerateArray().Index())
        {
            var message = row.Object($"{field}[{at}]", element);
            var name = message.Text("role");
            var role = MessageRoles.Parse(name) ?? throw message.Bad("role", $"is {name}, not system, user or assistant.");
            messages.Add(new(role, message.Text("content")));
        }
        return messages;
    }

    public static JsonObject Metadata(RowFields row) => row.Optional("single_turn_metadata") is { } metadata
        ? JsonObject.Create(row.Object("single_turn_metadata", metadata).Value.Clone())!
        : [];

    private static List<IReadOnlyList<TranscriptMessage>> Sessions(RowFields row)
    {
        if (row.Optional("sessions") is null) return [];
        var sessions = new List<IReadOnlyList<TranscriptMessage>>();
        foreach (var (at, session) in row.List("sessions").EnumerateArray().Index()) sessions.Add(Messages(row, $"sessions[{at}]", session));
        return sessions;
    }

    private static Dictionary<string, IReadOnlyList<double?>> Rewards(RowFields row)
    {
        var rewards = new Dictionary<string, IReadOnlyList<double?>>(StringComparer.Ordinal);
        if (row.Optional("rewards") is not { } value) return rewards;
        foreach (var metric in row.Object("rewards", value).Value.EnumerateObject())
        {
            var field = $"rewards.{metric.Name}";
            if (metric.Value.ValueKind == JsonValueKind.Null) continue;
            rewards[metric.Name] = metric.Value.ValueKind == JsonValueKind.Array
                ? [.. metric.Value.EnumerateArray().Select((v, i) => row.Number($"{field}[{i}]", v))]
                : [row.Number(field, metric.Value)];
        }
        return rewards;
    }

    private static JsonObject Extra(RowFields row, HashSet<string> known)
    {
        JsonObject extra = [];
        foreach (var property in row.Value.EnumerateObject())
        {
            if (!known.Contains(property.Name)) extra[property.Name] = JsonNode.Parse(property.Value.GetRawText());
        }
        return extra;
    }
}
