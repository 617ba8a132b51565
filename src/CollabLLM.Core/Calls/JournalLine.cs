using System.Text.Json.Serialization;

namespace CollabLLM.Core.Calls;

/// <summary>One answered call as the journal keeps it. The prices are not in it: they may be corrected later.</summary>
internal sealed record JournalLine(
    string Key, string Address, string Role, string Model, string Fingerprint, string Text, string? Finish, int? InputTokens, int? CachedInputTokens, int? OutputTokens,
    double LatencyMs, int Attempts)
{
    /// <summary>The first line of a journal.</summary>
    public const string Header = """{"journal":"collabllm-calls","version":1}""";

    [JsonIgnore]
    public Conversations.TokenUsage Usage => new(InputTokens, OutputTokens, CachedInputTokens);
}
