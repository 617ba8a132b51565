using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CollabLLM.Core;
using CollabLLM.Core.Datasets;
using CollabLLM.Core.Simulation;

namespace CollabLLM.Cli.Simulations;

/// <summary>Real users' turns, from the column <c>messages</c> of the goals: a list of <c>{"role", "content"}</c> of which the user's are said again.</summary>
internal static class RecordedTurns
{
    private const string Field = "messages";

    public static RecordedUser Of(IReadOnlyList<Goal> goals)
    {
        var turns = goals.ToDictionary(g => g.Id, Read, StringComparer.Ordinal);
        var all = string.Join('\0', turns.OrderBy(t => t.Key, StringComparer.Ordinal).SelectMany(t => t.Value.Prepend(t.Key)));
        return new(goal => turns[goal.Id], Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)).AsSpan(0, 6)));
    }

    private static IReadOnlyList<string> Read(Goal goal)
    {
        if (goal.Metadata[Field] is not JsonArray list) throw new InputException($"Goal {goal.Id}: {Field} must be the list of recorded messages, each with role and content.");
        List<string> turns = [];
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is not JsonObject message || Text(message, "role") is not { } role || Text(message, "content") is not { } content)
            {
                throw new InputException($"Goal {goal.Id}: {Field}[{i}] must be an object with the texts role and content.");
            }
            if (role == "user") turns.Add(content);
        }
        return turns.Count > 0 ? turns : throw new InputException($"Goal {goal.Id}: {Field} holds no message of a user.");
    }

    private static string? Text(JsonObject message, string field) => message[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
