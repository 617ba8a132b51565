namespace CollabLLM.Core.Simulation;

/// <summary>Something a detector noticed.</summary>
/// <param name="Message">Index into the conversation's messages. Of an echo, which is not kept, the message that it repeats.</param>
/// <param name="Score">How sure the detector is, 0 to 1.</param>
public sealed record SimulationFinding(FindingKind Kind, int Message, double Score);
