using CollabLLM.Gguf.Guides;
using CollabLLM.Gguf.Sampling;

namespace CollabLLM.Gguf.Scheduling;

/// <summary>One text to generate.</summary>
public sealed record GenerationRequest
{
    /// <summary>Tokens of the prompt; at least one, fewer than the context has.</summary>
    public required IReadOnlyList<int> Prompt { get; init; }

    /// <summary>Most tokens to generate, above 0; null means up to the end of the context.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>How tokens are chosen.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>Generation ends before the first of these; no part of one is ever given out.</summary>
    public IReadOnlyList<string> StopStrings { get; init; } = [];

    /// <summary>Holds the text to a form, or null. Used for this request alone; the generation ends where nothing can follow.</summary>
    public TokenGuide? Guide { get; init; }

    /// <summary>Name of an adapter, or null for the base model.</summary>
    public string? Adapter { get; init; }

    /// <summary>Whether a token ends the turn. Such a token yields no text. Called by the scheduler's thread.</summary>
    public required Func<int, bool> IsEnd { get; init; }

    /// <summary>Text that a token completes; the rest of an incomplete character is held back. Called in order, by the scheduler's thread.</summary>
    public required Func<int, string> Decode { get; init; }

    /// <summary>Text that is still held back when the generation ends.</summary>
    public Func<string> Flush { get; init; } = static () => "";
}
