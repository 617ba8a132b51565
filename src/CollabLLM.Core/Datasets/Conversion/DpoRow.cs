using System.Text.Json;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets.Multiturn;

namespace CollabLLM.Core.Datasets.Conversion;

/// <summary>A preference: two replies to one prompt.</summary>
/// <param name="Conversational">Writes the replies as lists of one message instead of texts.</param>
public sealed record DpoRow(
    IReadOnlyList<TranscriptMessage> Prompt, string Chosen, string Rejected, double ScoreChosen, double ScoreRejected, bool Conversational = false) : ITrainingRow
{
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WritePropertyName("prompt");
        MultiturnWriting.Messages(json, Prompt);
        Reply("chosen", Chosen);
        Reply("rejected", Rejected);
        json.WriteNumber("score_chosen", ScoreChosen);
        json.WriteNumber("score_rejected", ScoreRejected);
        json.WriteEndObject();

        void Reply(string name, string text)
        {
            json.WritePropertyName(name);
            if (Conversational) MultiturnWriting.Messages(json, [new(MessageRole.Assistant, text)]);
            else json.WriteStringValue(text);
        }
    }
}
