using Microsoft.Extensions.AI;

namespace CollabLLM.Core.Conversations;

/// <summary>Settings as a model takes them.</summary>
public static class ChatOptionsOfSettings
{
    public static ChatOptions ToChatOptions(this GenerationSettings settings)
    {
        var extra = new AdditionalPropertiesDictionary();
        if (settings.MinP is { } minP) extra["min_p"] = minP;
        if (settings.RepetitionPenalty is { } penalty) extra["repetition_penalty"] = penalty;
        return new ChatOptions
        {
            Temperature = (float?)settings.Temperature,
            TopP = (float?)settings.TopP,
            TopK = settings.TopK,
            MaxOutputTokens = settings.MaxOutputTokens,
            Seed = settings.Seed,
            StopSequences = settings.StopStrings is { Count: > 0 } stops ? [.. stops] : null,
            AdditionalProperties = extra,
        };
    }
}
