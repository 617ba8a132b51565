namespace CollabLLM.Core.Simulation;

/// <summary>How the assistant is prompted, fixed for a whole conversation.</summary>
/// <param name="Proactive">It is asked through the proactive prompt instead of being shown the chat as it is.</param>
/// <param name="SystemPrompt">The collaborative system prompt stands before the conversation.</param>
public readonly record struct AssistantMode(bool Proactive, bool SystemPrompt);
