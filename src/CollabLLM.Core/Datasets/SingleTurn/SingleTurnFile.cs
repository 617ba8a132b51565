using System.Text.Json;

namespace CollabLLM.Core.Datasets.SingleTurn;

/// <summary>Writes single-turn rows.</summary>
public static class SingleTurnFile
{
    /// <summary>As one JSON object: prompt, completion, split if it has one, and every other column.</summary>
    public static void WriteRow(Utf8JsonWriter json, Goal goal)
    {
        json.WriteStartObject();
        json.WriteString("prompt", goal.Prompt);
        json.WriteString("completion", goal.Completion);
        if (goal.Split is not null) json.WriteString("split", goal.Split);
        foreach (var (name, value) in goal.Metadata)
        {
            if (name is "prompt" or "completion" or "split") continue;
            json.WritePropertyName(name);
            if (value is null) json.WriteNullValue();
            else value.WriteTo(json);
        }
        json.WriteEndObject();
    }
}
