using System.Text.Json.Nodes;

namespace CollabLLM.Core.Datasets.Multiturn;

/// <summary>One conversation of a nested file.</summary>
public sealed record MultiturnConversation(string SingleTurnPrompt, string SingleTurnCompletion, JsonObject SingleTurnMetadata, IReadOnlyList<MultiturnTurn> Turns);
