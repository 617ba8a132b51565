using System.Text.Json;
using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Datasets.Conversion;

/// <summary>A conversation to imitate: <c>messages</c>.</summary>
/// <param name="OnLastOnly">With flags: whether only the last message is learned.</param>
public sealed record SftRow(IReadOnlyList<TranscriptMessage> Messages, LossFlags Flags = LossFlags.None, bool OnLastOnly = false) : ITrainingRow
{
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("messages");
        for (var i = 0; i < Messages.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("role", Messages[i].Role.Wire());
            json.WriteString("content", Messages[i].Content);
            var learned = OnLastOnly ? i == Messages.Count - 1 : Messages[i].Role == MessageRole.Assistant;
            if (Flags == LossFlags.Train) json.WriteBoolean("train", learned);
            if (Flags == LossFlags.Weight) json.WriteNumber("weight", learned ? 1 : 0);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
