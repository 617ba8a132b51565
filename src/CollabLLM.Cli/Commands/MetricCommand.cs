using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CollabLLM.Cli.JsonLines;
using CollabLLM.Cli.Metrics;
using CollabLLM.Core.Metrics;
using Spectre.Console;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab metric</c>: scores lines by one metric.</summary>
internal static class MetricCommand
{
    private const string List = "list";
    private const string Lines = """{"reference": …, "hypothesis": …} or {"messages": […], "single_turn_prompt"?, "single_turn_completion"?, "single_turn_metadata"?, "completion"?}""";

    public static Command Create(CommandRunner run)
    {
        var name = new Argument<string>("NAME") { Description = $"The metric, or TYPE->METRIC to take an artefact out of conversations first; {List} shows all metrics.", HelpName = "NAME" };
        var input = new Option<string?>("--input") { Description = $"Lines of {Lines}. - is stdin.", HelpName = "FILE.jsonl" };
        var output = CommonOptions.Output("""{"score": …}, in order, or {"score": null, "failure": {"kind", "reason"}}""");
        var details = new Option<bool>("--details") { Description = "Write with each score what it is made of, and its scale." };
        var threads = NumberOptions.Whole("--threads", "Lines worked on at a time. Default: the processor's cores.", 1, 1024);
        var json = new Option<bool>("--json") { Description = $"With {List}: write JSON to stdout. Scores are JSON anyway." };
        var metrics = new MetricOptions();
        var command = new Command("metric", "Score pairs of texts, or conversations, by a metric.") { name, input, output, details, threads, json };
        metrics.AddTo(command);
        command.SetAction(run(async (parse, context) =>
        {
            using var catalog = new MetricCatalog(parse, metrics, context.Time);
            var registry = catalog.Registry;
            var wanted = parse.GetRequiredValue(name);
            if (wanted == List) return Show(registry, context.Output, parse.GetValue(json));
            var signature = MetricSignature.Parse(wanted);
            var entry = registry.Find(signature.Metric);
            var set = new MetricSet([(signature, entry.Create())]);
            var from = parse.GetValue(input) ?? throw new CommandException(ExitCodes.Usage, $"collab metric {wanted} needs --input FILE.jsonl, or --input - for stdin.");
            var tally = new ScoreTally(context.Output, context.Time);
            var leave = context.Interruption.Leave;
            await JsonLineFile.TurnAsync(
                context, from, parse.GetValue(output), (line, to) => ScoreAsync(set, line, to, tally, parse.GetValue(details), leave), leave,
                parse.GetValue(threads) ?? Environment.ProcessorCount, mayBeEmpty: false);
            tally.Report(entry, signature.ToString());
            return tally.NothingScored ? ExitCodes.Unavailable : ExitCodes.Success;
        }));
        return command;
    }

    private static async Task ScoreAsync(MetricSet set, JsonElement line, Utf8JsonWriter json, ScoreTally tally, bool details, CancellationToken cancellationToken)
    {
        var results = await set.ScoreAsync(SubjectLine.Read(line), cancellationToken);
        var score = results.Scores[set.Signatures[0]];
        tally.Add(score);
        json.WriteStartObject();
        if (score.Value is { } value) json.WriteNumber("score", value);
        else json.WriteNull("score");
        if (score.Failure is { } failure)
        {
            json.WriteStartObject("failure");
            json.WriteString("kind", failure.Kind.ToString().ToLowerInvariant());
            json.WriteString("reason", failure.Reason);
            json.WriteEndObject();
        }
        if (details) WriteDetails(json, score);
        json.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter json, MetricScore score)
    {
        json.WriteString("scale", score.Scale);
        json.WriteStartObject("parts");
        foreach (var (part, value) in score.Parts) json.WriteNumber(part, value);
        json.WriteEndObject();
        if (score.Note is not null) json.WriteString("note", score.Note);
    }

    private static int Show(MetricRegistry registry, CommandOutput output, bool json)
    {
        if (json)
        {
            output.WriteJson(registry.Entries.Select(e => new { e.Name, e.Scale, e.Summary }));
            return ExitCodes.Success;
        }
        var table = new Table().Border(TableBorder.None).AddColumns("metric", "scale", "what it says");
        foreach (var entry in registry.Entries) table.AddRow(Markup.Escape(entry.Name), Markup.Escape(entry.Scale), Markup.Escape(entry.Summary));
        output.Drawn(error: false).Write(table);
        output.Say(string.Create(CultureInfo.InvariantCulture, $"{registry.Entries.Count} metrics. docs/metrics.md has the definitions."));
        return ExitCodes.Success;
    }
}
