using System.Text.Json.Nodes;

namespace CollabLLM.Core.Conversations;

/// <summary>Messages as every file of ours has them.</summary>
public static class TranscriptJson
{
    /// <returns>A list of <c>{"role", "content"}</c>.</returns>
    public static JsonArray Of(IEnumerable<TranscriptMessage> messages) =>
        [.. messages.Select(m => (JsonNode)new JsonObject { ["role"] = m.Role.Wire(), ["content"] = m.Content })];
}
