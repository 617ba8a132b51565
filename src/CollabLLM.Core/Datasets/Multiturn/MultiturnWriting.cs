using System.Text.Json;
using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Datasets.Multiturn;

/// <summary>Conversations and rows as JSON.</summary>
internal static class MultiturnWriting
{
    public static void Row(Utf8JsonWriter json, MultiturnRow row)
    {
        json.WriteStartObject();
        json.WritePropertyName("prompt");
        Messages(json, row.Prompt);
        json.WriteString("completion", row.Completion);
        json.WritePropertyName("conv_id");
        row.Conversation.WriteTo(json);
        Score(json, row.Score);
        SingleTurn(json, row.SingleTurnPrompt, row.SingleTurnCompletion, row.SingleTurnMetadata);
        json.WriteNumber("turn_id", row.TurnId);
        Outcome(json, row.Sessions, row.Rewards, row.Extra);
        json.WriteEndObject();
    }

    public static void Conversation(Utf8JsonWriter json, MultiturnConversation conversation)
    {
        json.WriteStartObject();
        SingleTurn(json, conversation.SingleTurnPrompt, conversation.SingleTurnCompletion, conversation.SingleTurnMetadata);
        json.WriteStartArray("turns");
        foreach (var turn in conversation.Turns)
        {
            json.WriteStartObject();
            json.WritePropertyName("prompt");
            Messages(json, turn.Prompt);
            json.WriteStartArray("responses");
            foreach (var response in turn.Responses)
            {
                json.WriteStartObject();
                json.WriteString("completion", response.Completion);
                Score(json, response.Score);
                Outcome(json, response.Sessions, response.Rewards, response.Extra);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Messages(Utf8JsonWriter json, IEnumerable<TranscriptMessage> messages)
    {
        json.WriteStartArray();
        foreach (var message in messages)
        {
            json.WriteStartObject();
            json.WriteString("role", message.Role.Wire());
            json.WriteString("content", message.Content);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public static void SingleTurn(Utf8JsonWriter json, string prompt, string completion, System.Text.Json.Nodes.JsonObject metadata)
    {
        json.WriteString("single_turn_prompt", prompt);
        json.WriteString("single_turn_completion", completion);
        json.WritePropertyName("single_turn_metadata");
        metadata.WriteTo(json);
    }

    public static void Score(Utf8JsonWriter json, double? score)
    {
        if (score is { } number) json.WriteNumber("score", number);
        else json.WriteNull("score");
    }

    private static void Outcome(
        Utf8JsonWriter json, IReadOnlyList<IReadOnlyList<TranscriptMessage>> sessions, IReadOnlyDictionary<string, IReadOnlyList<double?>> rewards,
        System.Text.Json.Nodes.JsonObject extra)
    {
        json.WriteStartArray("sessions");
        foreach (var session in sessions) Messages(json, session);
        json.WriteEndArray();
        json.WriteStartObject("rewards");
        foreach (var (metric, scores) in rewards)
        {
            json.WriteStartArray(metric);
            foreach (var score in scores)
            {
                if (score is { } number) json.WriteNumberValue(number);
                else json.WriteNullValue();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
        foreach (var (name, value) in extra)
        {
            json.WritePropertyName(name);
            if (value is null) json.WriteNullValue();
            else value.WriteTo(json);
        }
    }
}
