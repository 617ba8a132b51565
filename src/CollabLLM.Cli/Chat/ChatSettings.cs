using CollabLLM.Core.Conversations;
using Microsoft.Extensions.AI;

namespace CollabLLM.Cli.Chat;

/// <summary>What is the same for every message of a conversation.</summary>
/// <param name="System">The system prompt; null for none.</param>
internal sealed record ChatSettings(string? System, GenerationSettings Generation)
{
    /// <summary>As many tokens as the page allows a reply.</summary>
    public const int DefaultMaxOutputTokens = 1024;

    public int MaxOutputTokens => Generation.MaxOutputTokens ?? DefaultMaxOutputTokens;

    public ChatOptions Options()
    {
        var extra = new AdditionalPropertiesDictionary();
        if (Generation.MinP is { } minP) extra["min_p"] = minP;
        if (Generation.RepetitionPenalty is { } penalty) extra["repetition_penalty"] = penalty;
        return new()
        {
            Temperature = (float?)Generation.Temperature,
            TopP = (float?)Generation.TopP,
            TopK = Generation.TopK,
            Seed = Generation.Seed,
            MaxOutputTokens = MaxOutputTokens,
            StopSequences = Generation.StopStrings is { Count: > 0 } stops ? [.. stops] : null,
            AdditionalProperties = extra,
        };
    }
}
