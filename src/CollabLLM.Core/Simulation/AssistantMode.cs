namespace CollabLLM.Core.Simulation;

/// <summary>How the assistant is prompted, fixed for a whole conversation.</summary>
/// <param name="Proactive">It is asked through the proactive prompt instead of being shown the chat as it is.</param>
/// <param name="SystemPrompt">The collaborative system prompt stands before the conversation.</param>
public readonly record struct AssistantMode(bool Proactive, bool SystemPrompt)
{
    /// <summary>The name of a strategy prompt (ask, draft, options, contrast) whose text is the last system message; null for none.</summary>
    public string? Strategy { get; init; }

    /// <summary>Instead of the run's temperature; null for that.</summary>
    public double? Temperature { get; init; }
}
