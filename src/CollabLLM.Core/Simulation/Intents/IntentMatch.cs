namespace CollabLLM.Core.Simulation.Intents;

/// <summary>A part of the assistant's message touches an intent.</summary>
/// <param name="Part">Index into <see cref="AssistantReading.Parts"/>.</param>
/// <param name="Strength">0 (nothing to do with it) to 1 (exactly that).</param>
public sealed record IntentMatch(string Intent, int Part, double Strength);
