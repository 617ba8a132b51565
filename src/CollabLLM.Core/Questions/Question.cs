namespace CollabLLM.Core.Questions;

/// <summary>One question of the model with the answers it offers; a person may always say it in their own words.</summary>
public sealed record Question(string Text, IReadOnlyList<string> Options);
