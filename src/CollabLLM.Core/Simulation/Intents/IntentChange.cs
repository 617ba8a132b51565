namespace CollabLLM.Core.Simulation.Intents;

/// <summary>What one message of the assistant changed.</summary>
public sealed record IntentChange(string Intent, IntentState From, IntentState To);
