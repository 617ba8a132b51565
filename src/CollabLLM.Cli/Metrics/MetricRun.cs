using System.CommandLine;
using System.Text.Json.Nodes;
using CollabLLM.Cli.JsonLines;
using CollabLLM.Cli.Runs;
using CollabLLM.Core;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Metrics;
using CollabLLM.Core.Prompts;

namespace CollabLLM.Cli.Metrics;

/// <summary>Scores lines by a metric that asks models: with journal, budget, forecast and ledger, as every run.</summary>
internal sealed class MetricRun : IDisposable
{
    private const int Parallel = 64;

    private readonly Run _run;
    private readonly RunMetrics _metrics;
    private readonly string _signature;
    private readonly string _from;
    private readonly IReadOnlyList<(int Number, MetricSubject Subject)> _lines;

    private MetricRun(Run run, RunMetrics metrics, string signature, string from, IReadOnlyList<(int Number, MetricSubject Subject)> lines) =>
        (_run, _metrics, _signature, _from, _lines) = (run, metrics, signature, from, lines);

    public static async Task<int> RunAsync(ParseResult parse, CommandContext context, MetricSignature signature, string from, MetricCommandOptions options)
    {
        await using var run = Run.Open(parse, options.Run, context);
        var lines = await JsonLineFile.ReadAsync(context, from, SubjectLine.Read, parse.GetValue(options.Run.Limit), context.Interruption.Leave);
        var caller = new PromptCaller(run.Calls, PromptLibrary.Load(parse.GetValue(options.Run.Prompts)));
        using var scoring = new MetricRun(
            run, await RunMetrics.MakeAsync(parse, [signature.ToString()], options.Sources, options.Judge, caller, options.SignalOf(parse), run), signature.ToString(), from, lines);
        scoring.Check();
        if (parse.GetValue(options.Run.DryRun))
        {
            ForecastTable.Write(context.Output, scoring.Forecast(), parse.GetValue(options.Run.Json), "an answer");
            return ExitCodes.Success;
        }
        IReadOnlyList<MetricScore> scores = [];
        List<string> written = [];
        // Where the scores go is open before they cost anything.
        await JsonLineFile.WriteAsync(context, parse.GetValue(options.Output), async write =>
        {
            scores = await run.WorkAsync("lines", lines, scoring.Forecast().Calls, parse.GetValue(options.Threads) ?? Parallel, (line, token) => scoring.ScoreAsync(line.Number, line.Value, token));
            written.AddRange(scores.Select(s => JsonLineFile.Line(json => ScoreLine.Write(json, s, parse.GetValue(options.Details)))));
            foreach (var line in written) await write(line);
        });
        return await scoring.EndAsync(signature, scores, written, caller.Prompts);
    }

    public void Dispose() => _metrics.Dispose();

    /// <summary>A line that lacks something is told before the others have cost anything.</summary>
    private void Check()
    {
        foreach (var (number, subject) in _lines) Located(number, () => _metrics.Set.Check(subject));
    }

    private CallForecast Forecast()
    {
        var forecast = new CallForecast(ForecastTable.MessageTokens);
        foreach (var (_, subject) in _lines) _metrics.Forecast(forecast, subject);
        return forecast;
    }

    private async Task<MetricScore> ScoreAsync(int number, MetricSubject subject, CancellationToken cancellationToken)
    {
        try
        {
            var results = await _metrics.Set.ScoreAsync(subject with { Address = FormattableString.Invariant($"{number}"), Seed = _run.Seed }, cancellationToken);
            return results.Scores[_signature];
        }
        catch (InputException e)
        {
            throw JsonLineFile.Bad(_from, number, e);
        }
    }

    private void Located(int number, Action look)
    {
        try
        {
            look();
        }
        catch (InputException e)
        {
            throw JsonLineFile.Bad(_from, number, e);
        }
    }

    private async Task<int> EndAsync(MetricSignature signature, IReadOnlyList<MetricScore> scores, List<string> written, PromptLibrary prompts)
    {
        var entry = _metrics.Registry.Find(signature.Metric);
        var tally = new ScoreTally(_run.Context.Output, _run.Context.Time);
        foreach (var score in scores) tally.Add(score);
        if (_run.HasFolder)
        {
            await _run.Folder.WriteAsync("scores.jsonl", async writer =>
            {
                foreach (var line in written) await writer.WriteLineAsync(line);
            });
            await _run.WriteSummaryAsync(Summary(entry, scores, tally, prompts));
        }
        tally.Report(entry, _signature);
        _run.SayEnd(scores.Select(s => s.Failure), "lines without a score");
        return tally.NothingScored ? ExitCodes.Unavailable : ExitCodes.Success;
    }

    private JsonObject Summary(MetricEntry entry, IReadOnlyList<MetricScore> scores, ScoreTally tally, PromptLibrary prompts)
    {
        var summary = new JsonObject
        {
            ["metric"] = _signature,
            ["scale"] = entry.Scale,
            ["lines"] = scores.Count,
            ["lines_without_score"] = scores.Count(s => s.Value is null),
            ["mean"] = tally.Mean,
            ["standard_error"] = tally.StandardError,
        };
        foreach (var (name, number) in entry.Summarise?.Invoke(scores).Numbers ?? new Dictionary<string, double?>()) summary[name] = number;
        summary["seed"] = _run.Seed;
        IEnumerable<string> stamps = scores.Select(s => s.Prompt?.ToString()).OfType<string>();
        if (_run.Calls.Ledger.Lines.Any(l => l.Role == CallRole.Extractor)) stamps = stamps.Append(prompts.Get(PromptNames.Extract).Stamp.ToString());
        summary.AddOrigin(_run, stamps.Distinct(StringComparer.Ordinal));
        return summary;
    }
}
