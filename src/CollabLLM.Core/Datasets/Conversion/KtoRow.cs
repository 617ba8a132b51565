using System.Text.Json;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets.Multiturn;

namespace CollabLLM.Core.Datasets.Conversion;

/// <summary>One reply that is wanted or not.</summary>
public sealed record KtoRow(IReadOnlyList<TranscriptMessage> Prompt, string Completion, bool Label, double Score) : ITrainingRow
{
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WritePropertyName("prompt");
        MultiturnWriting.Messages(json, Prompt);
        json.WritePropertyName("completion");
        MultiturnWriting.Messages(json, [new(MessageRole.Assistant, Completion)]);
        json.WriteBoolean("label", Label);
        json.WriteNumber("score", Score);
        json.WriteEndObject();
    }
}
