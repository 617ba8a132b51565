using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Simulation;

/// <summary>What a <see cref="SpeakingPrompt"/> is filled with, and who is asked.</summary>
public sealed record SpeakingRequest
{
    public required NamedModel Model { get; init; }

    public required CallRole Role { get; init; }

    /// <summary>With the seed of this draw.</summary>
    public required GenerationSettings Settings { get; init; }

    public required string Address { get; init; }

    public int Priority { get; init; }

    /// <summary>The fields of the template beside the history, by name; empty where an optional one is not given.</summary>
    public required IReadOnlyDictionary<string, string> Fields { get; init; }

    /// <summary>Stands before the prompt; null for none.</summary>
    public string? SystemPrompt { get; init; }

    public required IReadOnlyList<TranscriptMessage> History { get; init; }

    /// <summary>What was wrong with the reply before; it follows the rendered prompt. Null the first time.</summary>
    public string? Reminder { get; init; }
}
