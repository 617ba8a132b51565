namespace CollabLLM.Gguf.Scheduling;

/// <summary>How a generation ended and what it took.</summary>
public sealed record GenerationEnd
{
    /// <summary>Why it ended.</summary>
    public required StopReason Reason { get; init; }

    /// <summary>Tokens of the prompt, the cached ones included.</summary>
    public required int PromptTokens { get; init; }

    /// <summary>Prompt tokens that were not evaluated again because an earlier sequence began the same way.</summary>
    public required int CachedTokens { get; init; }

    /// <summary>Tokens sampled, the end token included.</summary>
    public required int OutputTokens { get; init; }

    /// <summary>The seed it was sampled with: the request's, or the one drawn for it.</summary>
    public required long Seed { get; init; }
}
