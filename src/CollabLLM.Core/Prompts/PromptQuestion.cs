using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Prompts.Replies;

namespace CollabLLM.Core.Prompts;

/// <summary>One prompt for one model.</summary>
public sealed record PromptQuestion
{
    public required Prompt Prompt { get; init; }

    /// <summary>By input. What is longer than the model's context is not shortened here.</summary>
    public required IReadOnlyDictionary<string, string?> Arguments { get; init; }

    public required NamedModel Model { get; init; }

    public required CallRole Role { get; init; }

    /// <summary>Without seed: every draw has its own.</summary>
    public required GenerationSettings Settings { get; init; }

    /// <summary>Where in the run it is asked, unique: the draws depend on it.</summary>
    public required string Address { get; init; }

    /// <summary>The seed of the run.</summary>
    public required long Seed { get; init; }

    public int Priority { get; init; }

    /// <summary>Stands before the prompt; null for none.</summary>
    public string? SystemPrompt { get; init; }

    /// <summary>In place of the caller's; null for that one.</summary>
    public PromptCallPolicy? Policy { get; init; }

    /// <summary>Looks at a reply that has its form: what is still wrong with it, as a sentence, or null. Null for no such look.</summary>
    public Func<StructuredReply, string?>? Check { get; init; }

    /// <summary>Follows the rendered prompt, for instance what was wrong with the reply before; null for nothing.</summary>
    public string? Reminder { get; init; }
}
