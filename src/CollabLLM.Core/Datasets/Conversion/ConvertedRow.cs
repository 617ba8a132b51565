using System.Text.Json.Nodes;

namespace CollabLLM.Core.Datasets.Conversion;

/// <summary>A row of training data, and the conversation it comes from.</summary>
public sealed record ConvertedRow(string ConversationId, JsonObject Row);
