using System.Text.Json.Nodes;
using CollabLLM.Cli.Metrics;
using CollabLLM.Cli.Runs;
using CollabLLM.Cli.Simulations;
using CollabLLM.Core;
using CollabLLM.Core.Generation;
using CollabLLM.Core.Rewards;

namespace CollabLLM.Cli.Generation;

/// <summary>By whom, from what and by which rule the data was made: what <c>collab dataset card</c> says about its lineage.</summary>
internal static class Provenance
{
    private static readonly string[] Results = ["multiturn.json", "records.jsonl"];

    public static async Task AddAsync(
        JsonObject summary, string goals, Players players, RunMetrics metrics, RewardRule rule, FutureAllocation allocation, GeneratorSettings settings, Run run)
    {
        var user = players.Simulator.User;
        summary["goals"] = new JsonObject { ["file"] = Path.GetFileName(goals), ["sha256"] = await FileHash.Sha256Async(goals) };
        summary["assistant"] = Model(players.Simulator.Assistant.Model);
        summary["user"] = new JsonObject { ["simulator"] = user.Name, ["version"] = user.Version, ["model"] = Model(players.UserModel) };
        summary["judge"] = Model(metrics.Judge);
        summary["extractor"] = Model(metrics.Extractor);
        summary["reward"] = new JsonObject
        {
            ["form"] = ConversationLine.Word(rule.Form),
            ["weights"] = new JsonObject(rule.Terms.Select(t => KeyValuePair.Create(t.Signature, (JsonNode?)t.Weight))),
            ["solved_at"] = rule.Form == RewardForm.Gated ? rule.SolvedAt : null,
            ["samples"] = allocation.Least,
            ["max_samples"] = allocation.Most,
            ["confidence"] = allocation.Most > allocation.Least ? allocation.Confidence : null,
            ["future_messages"] = settings.FutureMessages,
        };
        summary["candidates_per_turn"] = new JsonObject
        {
            ["count"] = settings.Candidates.Count,
            ["modes"] = new JsonArray([.. settings.Candidates.Modes().Select(m => (JsonNode)Rewards.RewardJson.Mode(m))]),
            ["max_messages"] = settings.MaxMessages,
            ["next_user"] = ConversationLine.Word(settings.NextUser),
        };
        var files = new JsonObject();
        foreach (var name in Results) files[name] = await FileHash.Sha256Async(run.Folder.File(name));
        summary["files"] = files;
    }

    private static JsonObject? Model(NamedModel? model) => model is null ? null : new() { ["name"] = model.Name, ["fingerprint"] = model.Fingerprint };
}
