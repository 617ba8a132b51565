using CollabLLM.Core.Datasets.Multiturn;
using CollabLLM.Core.Rewards;

namespace CollabLLM.Core.Generation;

/// <summary>
/// Generated conversations as the published code stores them: nested. Only what has a result is in it (candidates with a score, futures with a value); the
/// whole story is in the records.
/// </summary>
public static class NestedForm
{
    /// <returns>Null when no turn was made.</returns>
    public static MultiturnConversation? Of(GeneratedConversation conversation) => conversation.Turns.Count == 0 ? null : new(
        conversation.Goal.Prompt, conversation.Goal.Completion, conversation.Goal.Metadata,
        [.. conversation.Turns.Select(t => new MultiturnTurn(t.Prompt, [.. t.Candidates.Where(c => c.Score is not null).Select(c => Response(c.Estimate!))]))]);

    /// <summary>A reply with its futures: every signature with its values in them, and <c>MR</c>.</summary>
    public static MultiturnResponse Response(RewardEstimate estimate)
    {
        List<FutureScore> futures = [.. estimate.Futures.Where(f => f.Value is not null)];
        var rewards = new OrderedDictionary<string, IReadOnlyList<double?>>(StringComparer.Ordinal);
        // A metric without weight may have failed in one of them: a column with a hole is no column.
        foreach (var signature in futures.SelectMany(f => f.Scores.Keys).Distinct(StringComparer.Ordinal).Where(s => futures.All(f => f.Scores.GetValueOrDefault(s)?.Value is not null)))
        {
            rewards[signature] = [.. futures.Select(f => f.Scores[signature].Value)];
        }
        rewards["MR"] = [.. futures.Select(f => f.Value)];
        return new(estimate.Completion, estimate.Mean) { Sessions = [.. futures.Select(f => f.Conversation.Messages)], Rewards = rewards };
    }
}
