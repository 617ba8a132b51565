using System.Text.Json.Nodes;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Rewards;

namespace CollabLLM.Core.Generation;

/// <summary>
/// Generated conversations as the published code stores them: nested, one object a conversation. Only what has a result is in it (candidates with a score, futures with a value); the
/// whole story is in the records.
/// </summary>
public static class NestedForm
{
    /// <returns>Null when no turn was made.</returns>
    public static JsonObject? Of(GeneratedConversation conversation) => conversation.Turns.Count == 0 ? null : new()
    {
        ["single_turn_prompt"] = conversation.Goal.Prompt,
        ["single_turn_completion"] = conversation.Goal.Completion,
        ["single_turn_metadata"] = conversation.Goal.Metadata.DeepClone(),
        ["turns"] = new JsonArray([.. conversation.Turns.Select(Turn)]),
    };

    public static JsonArray Messages(IEnumerable<TranscriptMessage> messages) =>
        [.. messages.Select(m => (JsonNode)new JsonObject { ["role"] = m.Role.Wire(), ["content"] = m.Content })];

    /// <summary>Signature to its values in the futures, and <c>MR</c>. Every future has a value.</summary>
    public static JsonObject Rewards(IReadOnlyList<FutureScore> futures)
    {
        var rewards = new JsonObject();
        // A metric without weight may have failed in one of them: a column with a hole is no column.
        foreach (var signature in futures.SelectMany(f => f.Scores.Keys).Distinct(StringComparer.Ordinal).Where(s => futures.All(f => f.Scores.GetValueOrDefault(s)?.Value is not null)))
        {
            rewards[signature] = new JsonArray([.. futures.Select(f => (JsonNode)f.Scores[signature].Value!.Value)]);
        }
        rewards["MR"] = new JsonArray([.. futures.Select(f => (JsonNode)f.Value!.Value)]);
        return rewards;
    }

    private static JsonNode Turn(GeneratedTurn turn) => new JsonObject
    {
        ["prompt"] = Messages(turn.Prompt),
        ["responses"] = new JsonArray([.. turn.Candidates.Where(c => c.Score is not null).Select(c => (JsonNode)Response(c.Estimate!))]),
    };

    private static JsonObject Response(RewardEstimate estimate)
    {
        List<FutureScore> futures = [.. estimate.Futures.Where(f => f.Value is not null)];
        return new()
        {
            ["completion"] = estimate.Completion,
            ["score"] = estimate.Mean,
            ["sessions"] = new JsonArray([.. futures.Select(f => (JsonNode)Messages(f.Conversation.Messages))]),
            ["rewards"] = Rewards(futures),
        };
    }
}
