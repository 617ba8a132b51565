using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets.Multiturn;

namespace CollabLLM.Core.Datasets.Conversion;

/// <summary>A prompt to answer, with the goal behind it: for online training.</summary>
public sealed record InputsRow(
    IReadOnlyList<TranscriptMessage> Prompt, string SingleTurnPrompt, string SingleTurnCompletion, JsonObject SingleTurnMetadata) : ITrainingRow
{
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WritePropertyName("prompt");
        MultiturnWriting.Messages(json, Prompt);
        MultiturnWriting.SingleTurn(json, SingleTurnPrompt, SingleTurnCompletion, SingleTurnMetadata);
        json.WriteEndObject();
    }
}
