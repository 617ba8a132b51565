using System.Globalization;
using System.Text.Json.Nodes;
using CollabLLM.Cli.Runs;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Simulation;
using Spectre.Console;

namespace CollabLLM.Cli.Simulations;

/// <summary>A run in numbers: <c>summary.json</c>, and a short table.</summary>
internal sealed class SimulationSummary(IReadOnlyList<SimulatedConversation> conversations, SimulationPlan plan, Run run)
{
    private readonly double _messages = conversations.Count == 0 ? 0 : conversations.Average(c => c.Messages.Count);
    private readonly double _userTurns = conversations.Count == 0 ? 0 : conversations.Average(c => c.Messages.Count(m => m.Role == MessageRole.User));

    public JsonObject ToJson()
    {
        var summary = new JsonObject
        {
            ["conversations"] = conversations.Count,
            ["stop"] = Counts(conversations.Select(c => ConversationLine.Word(c.Stop))),
            ["messages_mean"] = Math.Round(_messages, 4),
            ["user_turns_mean"] = Math.Round(_userTurns, 4),
            ["reasks"] = conversations.Sum(c => c.Reasks),
            ["findings"] = Counts(conversations.SelectMany(c => c.Findings).Select(f => ConversationLine.Word(f.Kind))),
            ["seed"] = run.Seed,
            ["user"] = $"{plan.Simulator.User.Name} {plan.Simulator.User.Version}",
        };
        summary.AddOrigin(run, plan.Prompts);
        return summary;
    }

    public void Write(CommandOutput output)
    {
        var table = new Table().Border(TableBorder.None);
        table.AddColumn("conversations");
        table.AddColumn(new TableColumn(conversations.Count.ToString(CultureInfo.InvariantCulture)) { Alignment = Justify.Right });
        foreach (var stop in Counted(conversations.Select(c => ConversationLine.Word(c.Stop)))) table.AddRow($"ended by {stop.Key}", Number(stop.Value));
        table.AddRow("messages, mean", _messages.ToString("0.0", CultureInfo.InvariantCulture));
        table.AddRow("user turns, mean", _userTurns.ToString("0.0", CultureInfo.InvariantCulture));
        foreach (var finding in Counted(conversations.SelectMany(c => c.Findings).Select(f => ConversationLine.Word(f.Kind)))) table.AddRow($"found {finding.Key}", Number(finding.Value));
        if (conversations.Sum(c => c.Reasks) is > 0 and var reasks) table.AddRow("asked twice", Number(reasks));
        output.Drawn(error: true).Write(table);
        run.SayEnd(conversations.Select(c => c.Failure), "failed");
    }

    private static JsonObject Counts(IEnumerable<string> words) => new(Counted(words).Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value)));

    private static IEnumerable<KeyValuePair<string, int>> Counted(IEnumerable<string> words) =>
        words.CountBy(w => w, StringComparer.Ordinal).OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
