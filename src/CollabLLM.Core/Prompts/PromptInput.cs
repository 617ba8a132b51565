namespace CollabLLM.Core.Prompts;

/// <summary>Something a prompt is filled in with.</summary>
/// <param name="Fenced">It comes from people, models or data sets, and stands behind a fence that it cannot leave. Otherwise our own words.</param>
/// <param name="Optional">It may be empty; the paragraphs of the prompt that name it are then left out.</param>
/// <param name="Description">For people who edit the prompt.</param>
public sealed record PromptInput(string Name, bool Fenced, bool Optional, string Description);
