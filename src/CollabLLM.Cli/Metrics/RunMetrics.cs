using System.CommandLine;
using CollabLLM.Cli.Rewards;
using CollabLLM.Cli.Runs;
using CollabLLM.Cli.Simulations;
using CollabLLM.Core;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Metrics;
using CollabLLM.Core.Metrics.Judged;
using CollabLLM.Core.Metrics.Text;

namespace CollabLLM.Cli.Metrics;

/// <summary>The metrics of a run, with the model that judges and extracts. It is loaded only when one of them needs it.</summary>
internal sealed class RunMetrics : IDisposable
{
    private const int JudgePromptTokens = 500;

    /// <summary>Those that ask a judge; for the answer of a mathematics problem where its form does not decide.</summary>
    private static readonly string[] Judged = [.. JudgedMetrics.Entries(() => throw new InvalidOperationException()).Select(e => e.Name), "math_accuracy"];

    private static readonly string[] OfTexts = [.. TextMetric.Entries.Select(e => e.Name), "pass_rate", "embedding_similarity"];

    private readonly MetricCatalog _catalog;
    private readonly int _judgements;
    private readonly int _extractions;

    private RunMetrics(MetricCatalog catalog, MetricSet set, NamedModel? judge, int judgements, int extractions) =>
        (_catalog, Set, Judge, _judgements, _extractions) = (catalog, set, judge, judgements, extractions);

    public MetricSet Set { get; }

    /// <summary>Who judges and extracts; null when no metric asks for it.</summary>
    public NamedModel? Judge { get; }

    public static async Task<RunMetrics> MakeAsync(ParseResult parse, RewardOptions options, Players players, Run run)
    {
        List<string> texts = [.. parse.GetRequiredValue(options.Metrics).Select(m => m.Signature)];
        List<MetricSignature> signatures = [.. texts.Select(MetricSignature.Parse)];
        // Said before anything is paid, not by the first conversation that was.
        if (signatures.Find(s => s.ExtractType is null && OfTexts.Contains(s.Metric)) is { } whole)
        {
            throw new InputException($"--metric {whole}: {whole.Metric} scores a text, and a run has conversations: say what to take out of them, as in document->{whole.Metric}.");
        }
        var judgements = signatures.Count(s => Judged.Contains(s.Metric));
        var extractions = signatures.Select(s => s.ExtractType).OfType<string>().Distinct(StringComparer.Ordinal).Count();
        var model = judgements + extractions > 0 ? await run.ModelAsync(parse.GetValue(RoleOption.Judge)) : null;
        var settings = model is null ? null : new JudgeSettings(model) { TerminationSignal = players.Simulator.Options.TerminationSignal };
        var catalog = new MetricCatalog(parse, options.Sources, run.Context.Time, settings is null ? null : new(players.Caller, settings));
        try
        {
            var set = new MetricSet(texts, catalog.Registry, settings is null ? null : new Extractor(players.Caller, settings).ExtractAsync);
            return new(catalog, set, model, judgements, extractions);
        }
        catch
        {
            catalog.Dispose();
            throw;
        }
    }

    /// <param name="conversations">How many are scored.</param>
    /// <param name="messages">The length of each.</param>
    public void Forecast(CallForecast forecast, long conversations, int messages)
    {
        if (Judge is null) return;
        var input = JudgePromptTokens + (messages * (long)forecast.MessageTokens);
        forecast.Add(Judge, CallRole.Judge, conversations * _judgements, conversations * _judgements * input);
        forecast.Add(Judge, CallRole.Extractor, conversations * _extractions, conversations * _extractions * input);
    }

    public void Dispose() => _catalog.Dispose();
}
