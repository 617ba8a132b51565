using System.Text.Json.Nodes;
using CollabLLM.Cli.Simulations;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Metrics;
using CollabLLM.Core.Rewards;
using CollabLLM.Core.Simulation;

namespace CollabLLM.Cli.Rewards;

/// <summary>Rewards and their parts in full: also what failed, and why.</summary>
internal static class RewardJson
{
    public static JsonObject Estimate(RewardEstimate estimate) => new()
    {
        ["completion"] = estimate.Completion,
        ["score"] = estimate.Mean,
        ["standard_error"] = estimate.StandardError,
        ["futures_with_value"] = estimate.Values.Count,
        ["failure"] = ConversationLine.Failure(estimate.Failure),
        ["futures"] = new JsonArray([.. estimate.Futures.Select(f => (JsonNode)Future(f))]),
        ["usage"] = ConversationLine.Usage(estimate.Usage),
    };

    public static JsonObject Mode(AssistantMode mode) => new()
    {
        ["proactive"] = mode.Proactive,
        ["system_prompt"] = mode.SystemPrompt,
        ["strategy"] = mode.Strategy,
        ["temperature"] = mode.Temperature,
    };

    public static JsonObject Scores(IReadOnlyDictionary<string, MetricScore> scores) => new(scores.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)Score(s.Value))));

    private static JsonObject Score(MetricScore score)
    {
        var json = new JsonObject { ["value"] = score.Value, ["scale"] = score.Scale };
        if (score.Failure is not null) json["failure"] = ConversationLine.Failure(score.Failure);
        if (score.Parts.Count > 0) json["parts"] = new JsonObject(score.Parts.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value)));
        if (score.Note is not null) json["note"] = score.Note;
        if (score.Prompt is not null) json["prompt"] = score.Prompt.ToString();
        return json;
    }

    private static JsonObject Future(FutureScore future) => new()
    {
        ["address"] = future.Conversation.Request.Address,
        ["value"] = future.Value,
        ["stop"] = ConversationLine.Word(future.Conversation.Stop),
        ["failure"] = ConversationLine.Failure(future.Failure),
        ["findings"] = ConversationLine.Findings(future.Conversation),
        ["added"] = TranscriptJson.Of(future.Conversation.Added),
        ["scores"] = Scores(future.Scores),
        ["usage"] = ConversationLine.Usage(future.Usage),
    };
}
