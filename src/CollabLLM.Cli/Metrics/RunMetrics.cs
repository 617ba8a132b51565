using System.CommandLine;
using CollabLLM.Cli.Runs;
using CollabLLM.Core;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Metrics;
using CollabLLM.Core.Metrics.Judged;
using CollabLLM.Core.Metrics.Text;
using CollabLLM.Core.Prompts;

namespace CollabLLM.Cli.Metrics;

/// <summary>The metrics of a run, with the models that judge and extract. They are loaded only when one of them needs them.</summary>
internal sealed class RunMetrics : IDisposable
{
    private const int JudgePromptTokens = 500;

    /// <summary>Asks a judge where the form of an answer does not decide, if there is one.</summary>
    private const string MayAsk = "math_accuracy";

    /// <summary>Those that ask a judge.</summary>
    private static readonly string[] Judged = [.. JudgedMetrics.Entries(() => throw new InvalidOperationException()).Select(e => e.Name)];

    private static readonly string[] OfTexts = [.. TextMetric.Entries.Select(e => e.Name), "pass_rate", "embedding_similarity"];

    private readonly MetricCatalog _catalog;
    private readonly int _judgements;
    private readonly IReadOnlyList<string> _types;

    private RunMetrics(MetricCatalog catalog, MetricSet set, NamedModel? judge, NamedModel? extractor, int judgements, IReadOnlyList<string> types) =>
        (_catalog, Set, Judge, Extractor, _judgements, _types) = (catalog, set, judge, extractor, judgements, types);

    public MetricSet Set { get; }

    /// <summary>Null when no metric asks for a judgement.</summary>
    public NamedModel? Judge { get; }

    /// <summary>Null when nothing is taken out of conversations.</summary>
    public NamedModel? Extractor { get; }

    public MetricRegistry Registry => _catalog.Registry;

    /// <summary>Whether a metric asks models, with these options.</summary>
    public static bool AsksModels(MetricSignature signature, ParseResult parse, JudgeOptions options) =>
        signature.ExtractType is not null || Asks(signature, parse, options);

    /// <summary>Said before anything is paid, not by the first conversation that was.</summary>
    /// <exception cref="InputException">A metric scores texts, and nothing is taken out of the conversations.</exception>
    public static void RefuseWholeConversations(IEnumerable<string> signatures)
    {
        if (signatures.Select(MetricSignature.Parse).FirstOrDefault(s => s.ExtractType is null && OfTexts.Contains(s.Metric)) is { } whole)
        {
            throw new InputException($"--metric {whole}: {whole.Metric} scores a text, and a run has conversations: say what to take out of them, as in document->{whole.Metric}.");
        }
    }

    /// <exception cref="CommandException">A model is needed and not named, or cannot be loaded.</exception>
    /// <exception cref="InputException">A signature that is not known.</exception>
    public static async Task<RunMetrics> MakeAsync(
        ParseResult parse, IReadOnlyList<string> texts, MetricOptions sources, JudgeOptions options, PromptCaller caller, string signal, Run run)
    {
        Judge? judge = null;
        var catalog = new MetricCatalog(parse, sources, run.Context.Time, () => judge, signal);
        try
        {
            List<MetricSignature> signatures = [.. texts.Select(MetricSignature.Parse)];
            foreach (var signature in signatures)
            {
                // Whether there is such a metric, before a model is loaded for it.
                catalog.Registry.Find(signature.Metric);
                if (Missing(signature, parse, options) is { } missing) throw new CommandException(ExitCodes.Usage, missing);
            }
            var judgements = signatures.Count(s => Asks(s, parse, options));
            List<string> types = [.. signatures.Select(s => s.ExtractType).OfType<string>().Distinct(StringComparer.Ordinal)];
            var judging = judgements > 0 ? await run.ModelAsync(parse.GetValue(options.Judge)) : null;
            var extracting = types.Count > 0 ? await run.ModelAsync(parse.GetValue(options.Extractor) ?? parse.GetValue(options.Judge)) : null;
            if (judging is not null) judge = new(caller, options.Judging(parse, judging, signal));
            var extractor = extracting is null ? null : new Extractor(caller, options.Extracting(parse, extracting, signal));
            var set = new MetricSet(texts, catalog.Registry, extractor is null ? null : extractor.ExtractAsync);
            return new(catalog, set, judging, extracting, judgements * options.RepeatsOf(parse), types);
        }
        catch
        {
            catalog.Dispose();
            throw;
        }
    }

    /// <summary>Adds what it takes to score conversations that are not there yet.</summary>
    /// <param name="conversations">How many are scored.</param>
    /// <param name="messages">The length of each.</param>
    public void Forecast(CallForecast forecast, long conversations, int messages)
    {
        var input = JudgePromptTokens + (messages * (long)forecast.MessageTokens);
        if (Judge is not null) forecast.Add(Judge, CallRole.Judge, conversations * _judgements, conversations * _judgements * input);
        if (Extractor is not null) forecast.Add(Extractor, CallRole.Extractor, conversations * _types.Count, conversations * _types.Count * input);
    }

    /// <summary>Adds what it takes to score this one.</summary>
    public void Forecast(CallForecast forecast, MetricSubject subject)
    {
        if (Judge is not null) forecast.Add(Judge, CallRole.Judge, _judgements, _judgements * Tokens(Judge));
        if (Extractor is not null)
        {
            var asked = _types.Count(t => Core.Metrics.Judged.Extractor.Verbatim(subject, t) is null);
            forecast.Add(Extractor, CallRole.Extractor, asked, asked * Tokens(Extractor));
        }

        long Tokens(NamedModel model) => JudgePromptTokens
            + subject.Messages.Select(m => m.Content).Append(subject.Goal.Prompt).Append(subject.Goal.Completion).Append(subject.Completion ?? "").Sum(t => (long)model.CountTokens(t));
    }

    public void Dispose() => _catalog.Dispose();

    private static bool Asks(MetricSignature signature, ParseResult parse, JudgeOptions options) =>
        Judged.Contains(signature.Metric) || (signature.Metric == MayAsk && options.HasJudge(parse));

    private static string? Missing(MetricSignature signature, ParseResult parse, JudgeOptions options) =>
        Judged.Contains(signature.Metric) && !options.HasJudge(parse) ? $"{signature.Metric} asks a judge: name one with --judge MODEL, a model of the catalogue or a GGUF file."
        : signature.ExtractType is { } type && !options.HasExtractor(parse) ? $"{signature} takes the {type} out of a conversation, which a model does: name one with --extractor MODEL, or --judge MODEL."
        : null;
}
