using System.Text.Json.Nodes;

namespace CollabLLM.Core.Simulation;

/// <summary>The state of a simulated user after a turn and what changed in it, for the log.</summary>
/// <param name="Message">Index of the user's message in the conversation.</param>
public sealed record UserNote(int Message, JsonObject Entry);
