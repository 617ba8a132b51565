using System.Globalization;
using System.Text.Json.Nodes;
using CollabLLM.Cli.Runs;
using CollabLLM.Cli.Simulations;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Generation;
using CollabLLM.Core.Statistics;
using Spectre.Console;

namespace CollabLLM.Cli.Generation;

/// <summary>A generation in numbers: <c>summary.json</c>, and a table shaped like the paper's Table 5.</summary>
internal sealed class GenerationSummary(IReadOnlyList<GeneratedConversation> conversations, Players players, Run run)
{
    private readonly IReadOnlyList<GeneratedTurn> _turns = [.. conversations.SelectMany(c => c.Turns)];

    public JsonObject ToJson()
    {
        var summary = new JsonObject
        {
            ["conversations"] = conversations.Count(c => c.Turns.Count > 0),
            ["conversations_without_a_turn"] = conversations.Count(c => c.Turns.Count == 0),
            ["turns"] = _turns.Count,
            ["turns_mean"] = Mean([.. conversations.Where(c => c.Turns.Count > 0).Select(c => (double)c.Turns.Count)]),
            ["candidates"] = _turns.Sum(t => t.Candidates.Count),
            ["candidates_without_score"] = _turns.Sum(t => t.Candidates.Count(c => c.Score is null)),
            ["futures"] = Futures.Count(),
            ["futures_without_value"] = Futures.Count(f => f.Value is null),
            ["mr_chosen"] = Spread(Chosen),
            ["mr_rejected"] = Spread(Rejected),
            ["chosen_by_strategy"] = new JsonObject(_turns.CountBy(t => t.Candidates[t.Chosen].Mode.Strategy ?? "none").OrderBy(c => c.Key, StringComparer.Ordinal)
                .Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value))),
            ["stop"] = new JsonObject(conversations.CountBy(c => ConversationLine.Word(c.Stop)).Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value))),
            ["seed"] = run.Seed,
        };
        summary.AddOrigin(run, players.Prompts);
        return summary;
    }

    public void Write(CommandOutput output)
    {
        var table = new Table().Border(TableBorder.None);
        table.AddColumn("conversations");
        table.AddColumn(new TableColumn(Number(conversations.Count(c => c.Turns.Count > 0))) { Alignment = Justify.Right });
        table.AddRow("turns", Number(_turns.Count));
        if (_turns.Count > 0)
        {
            table.AddRow("MR of the chosen", Words(Chosen));
            table.AddRow("MR of the others", Words(Rejected));
        }
        Row("conversations without a turn", conversations.Count(c => c.Turns.Count == 0));
        Row("candidates without a score", _turns.Sum(t => t.Candidates.Count(c => c.Score is null)));
        Row("futures without a value", Futures.Count(f => f.Value is null));
        output.Drawn(error: true).Write(table);
        run.SayEnd(Failures, "times");

        void Row(string name, int count)
        {
            if (count > 0) table.AddRow(name, Number(count));
        }
    }

    private IEnumerable<Core.Rewards.FutureScore> Futures => _turns.SelectMany(t => t.Candidates).SelectMany(c => c.Estimate?.Futures ?? []);

    private IEnumerable<Failure?> Failures => conversations.Select(c => c.Failure).Concat(Futures.Select(f => f.Failure))
        .Concat(_turns.SelectMany(t => t.Candidates).Where(c => c.Estimate is null).Select(c => c.Failure));

    private List<double> Chosen => [.. _turns.Select(t => t.Candidates[t.Chosen].Score!.Value)];

    private List<double> Rejected => [.. _turns.SelectMany(t => t.Candidates.Where((c, i) => i != t.Chosen && c.Score is not null).Select(c => c.Score!.Value))];

    private static double? Mean(List<double> values) => values.Count == 0 ? null : Math.Round(values.Average(), 6);

    /// <summary>The standard deviation is that of the values, with n − 1.</summary>
    private static JsonObject Spread(List<double> values) => new() { ["n"] = values.Count, ["mean"] = Mean(values), ["sd"] = Deviation(values) is { } sd ? Math.Round(sd, 6) : null };

    private static double? Deviation(List<double> values) => values.Count < 2 ? null : Descriptive.StandardDeviation(values);

    private static string Words(List<double> values) => values.Count == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{values.Average():0.000} ± {Deviation(values) ?? 0:0.000}");

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
