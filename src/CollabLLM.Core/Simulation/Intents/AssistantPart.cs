namespace CollabLLM.Core.Simulation.Intents;

/// <summary>A sentence of the assistant.</summary>
/// <param name="IsQuestion">It asks the user for something.</param>
/// <param name="Options">Answers that it offers; may be empty.</param>
public sealed record AssistantPart(string Text, bool IsQuestion, IReadOnlyList<string> Options);
