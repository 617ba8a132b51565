namespace CollabLLM.Core.Simulation.Intents;

/// <summary>One thing that a simulated user wants without saying it unasked.</summary>
/// <param name="Id">Unique in its tree.</param>
/// <param name="Text">As the user says it.</param>
/// <param name="Parent">The intent that must be discovered before; null at a root.</param>
/// <param name="Aliases">Words or phrases by which a question means this.</param>
/// <param name="Hint">What it is about, for a user who cannot say it yet; null when even that is too much.</param>
/// <param name="Given">The user knows it from the start and opens with it.</param>
public sealed record HiddenIntent(string Id, string Text, string? Parent, IReadOnlyList<string> Aliases, string? Hint, bool Given);
