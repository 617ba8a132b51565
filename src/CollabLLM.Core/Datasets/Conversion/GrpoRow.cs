using System.Text.Json;
using CollabLLM.Core.Datasets.Multiturn;

namespace CollabLLM.Core.Datasets.Conversion;

/// <summary>A prompt to sample a group of replies from, with what a reward function needs beside them.</summary>
public sealed record GrpoRow(InputsRow Inputs, ConversationId Conversation, int TurnId) : ITrainingRow
{
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WritePropertyName("prompt");
        MultiturnWriting.Messages(json, Inputs.Prompt);
        MultiturnWriting.SingleTurn(json, Inputs.SingleTurnPrompt, Inputs.SingleTurnCompletion, Inputs.SingleTurnMetadata);
        json.WritePropertyName("conv_id");
        Conversation.WriteTo(json);
        json.WriteNumber("turn_id", TurnId);
        json.WriteEndObject();
    }
}
