using System.Text.Json.Nodes;
using CollabLLM.Cli.Rewards;
using CollabLLM.Cli.Simulations;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Generation;

namespace CollabLLM.Cli.Generation;

/// <summary>A line of <c>records.jsonl</c>: how a conversation was made, with everything that did not become data.</summary>
internal static class GenerationRecord
{
    public static JsonObject Of(GeneratedConversation conversation) => new()
    {
        ["id"] = conversation.Goal.Id,
        ["stop"] = ConversationLine.Word(conversation.Stop),
        ["failure"] = ConversationLine.Failure(conversation.Failure),
        ["turns"] = new JsonArray([.. conversation.Turns.Select(Turn)]),
        ["usage"] = ConversationLine.Usage(conversation.Usage),
    };

    private static JsonNode Turn(GeneratedTurn turn) => new JsonObject
    {
        ["prompt"] = TranscriptJson.Of(turn.Prompt),
        ["chosen"] = turn.Chosen,
        ["candidates"] = new JsonArray([.. turn.Candidates.Select(Candidate)]),
    };

    private static JsonNode Candidate(GeneratedCandidate candidate)
    {
        var json = candidate.Estimate is { } estimate ? RewardJson.Estimate(estimate) : new JsonObject { ["completion"] = null, ["score"] = null };
        json["mode"] = RewardJson.Mode(candidate.Mode);
        json["failure"] = ConversationLine.Failure(candidate.Failure);
        return json;
    }
}
