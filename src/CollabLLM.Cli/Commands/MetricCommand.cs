using System.CommandLine;
using System.Globalization;
using CollabLLM.Cli.JsonLines;
using CollabLLM.Cli.Metrics;
using CollabLLM.Core.Metrics;
using Spectre.Console;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab metric</c>: scores lines by one metric.</summary>
internal static class MetricCommand
{
    public static Command Create(CommandRunner run)
    {
        var options = new MetricCommandOptions();
        var command = new Command("metric", "Score pairs of texts, or conversations, by a metric.");
        options.AddTo(command);
        command.SetAction(run(async (parse, context) =>
        {
            var wanted = parse.GetRequiredValue(options.Name);
            using var all = new MetricCatalog(parse, options.Sources, context.Time, signal: options.SignalOf(parse));
            if (wanted == MetricCommandOptions.List) return Show(all.Registry, context.Output, parse.GetValue(options.Run.Json));
            // What a shell leaves of document->bleu without quotes.
            if (wanted.EndsWith('-')) throw new CommandException(ExitCodes.Usage, $"{wanted} is no metric. If it was {wanted}>NAME, the shell took the > and what follows for a file: put it in quotes, as in '{wanted}>bleu'.");
            var signature = MetricSignature.Parse(wanted);
            // Whether there is such a metric, before a line is read for it.
            var entry = all.Registry.Find(signature.Metric);
            return RunMetrics.AsksModels(signature, parse, options.Judge)
                ? await MetricRun.RunAsync(parse, context, signature, Input(), options)
                : await PlainAsync(parse, context, signature, entry, Input, options);

            string Input() => parse.GetValue(options.Input) ?? throw new CommandException(ExitCodes.Usage, $"collab metric {wanted} needs --input FILE.jsonl, or --input - for stdin.");
        }));
        return command;
    }

    /// <summary>Code alone decides: line by line as they come, nothing is kept.</summary>
    private static async Task<int> PlainAsync(ParseResult parse, CommandContext context, MetricSignature signature, MetricEntry entry, Func<string> input, MetricCommandOptions options)
    {
        if (options.ForModels(parse) is { } idle) throw new CommandException(ExitCodes.Usage, $"{signature} asks no model, so {idle} has nothing to say here; leave it out.");
        var set = new MetricSet([(signature, entry.Create())]);
        var tally = new ScoreTally(context.Output, context.Time);
        var leave = context.Interruption.Leave;
        await JsonLineFile.TurnAsync(
            context, input(), parse.GetValue(options.Output),
            async (line, json) =>
            {
                var score = (await set.ScoreAsync(SubjectLine.Read(line), leave)).Scores[set.Signatures[0]];
                tally.Add(score);
                ScoreLine.Write(json, score, parse.GetValue(options.Details));
            },
            leave, parse.GetValue(options.Threads) ?? Environment.ProcessorCount, mayBeEmpty: false, parse.GetValue(options.Run.Limit));
        tally.Report(entry, signature.ToString());
        return tally.NothingScored ? ExitCodes.Unavailable : ExitCodes.Success;
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
