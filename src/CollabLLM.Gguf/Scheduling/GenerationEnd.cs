namespace CollabLLM.Gguf.Scheduling;

/// <summary>How a generation ended and what it took.</summary>
public sealed record GenerationEnd
{
    public required StopReason Reason { get; init; }

    public required int PromptTokens { get; init; }

    /// <summary>Prompt tokens that were not evaluated again because an earlier sequence began the same way.</summary>
    public required int CachedTokens { get; init; }

    /// <summary>Tokens sampled, the end token included.</summary>
    public required int OutputTokens { get; init; }

    public required long Seed { get; init; }
}
