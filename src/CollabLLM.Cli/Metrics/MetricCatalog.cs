using System.CommandLine;
using CollabLLM.Cli.CodeRunner;
using CollabLLM.Core;
using CollabLLM.Core.Metrics;
using CollabLLM.Core.Metrics.Asking;
using CollabLLM.Core.Metrics.Effort;
using CollabLLM.Core.Metrics.Embeddings;
using CollabLLM.Core.Metrics.Endpoints;
using CollabLLM.Core.Metrics.Intents;
using CollabLLM.Core.Metrics.Judged;
using CollabLLM.Core.Metrics.Maths;
using CollabLLM.Core.Metrics.Plugins;
using CollabLLM.Core.Metrics.Text;

namespace CollabLLM.Cli.Metrics;

/// <summary>
/// The metrics of this process, and what they share. What needs a service that was not named is in the list all the same, and says so when it is
/// asked for.
/// </summary>
internal sealed class MetricCatalog : IDisposable
{
    private const string Http = "http:";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly HttpClient _client = new() { Timeout = Patience };
    private readonly TimeProvider _time;
    private readonly Lazy<PythonRunner> _runner;

    /// <param name="judge">Null where no model judges.</param>
    /// <exception cref="InputException">A plug-in that cannot be used, or a name that is taken.</exception>
    public MetricCatalog(ParseResult parse, MetricOptions options, TimeProvider time, Judge? judge = null)
    {
        _time = time;
        _runner = new(() => options.Code.Runner(parse, time));
        Registry.AddRange(TextMetric.Entries);
        Registry.AddRange(EffortMetric.Entries);
        Registry.AddRange(ActionAccuracyMetric.Entries);
        Registry.AddRange(IntentDiscoveryMetric.Entries);
        Registry.AddRange(JudgedMetrics.Entries(() => judge ?? throw new CommandException(ExitCodes.Usage, "A judge is a model, and this command asks none: collab reward and collab generate do.")));
        Registry.Add(MathAccuracyMetric.Entry(() => judge is null ? null : new AccuracyMetric(judge)));
        Registry.Add(new("pass_rate", "whether a program passes the tests of its task, in the sandbox", "0–1", () => new PassRateMetric(_runner.Value)));
        Registry.Add(EmbeddingSimilarityMetric.Entry(() => new HttpEmbeddings(
            Endpoint(parse.GetValue(options.Embeddings), "embedding_similarity", "--embeddings"),
            parse.GetValue(options.EmbeddingModel) ?? throw new CommandException(ExitCodes.Usage, "embedding_similarity needs --embedding-model NAME."))));
        Registry.Add(RewardModelMetric.Entry(() => Endpoint(parse.GetValue(options.RewardModel), "rm_http", "--reward-model")));
        foreach (var plugin in parse.GetValue(options.Plugins) ?? []) Registry.AddRange(Plugin(plugin));
    }

    public MetricRegistry Registry { get; } = new();

    public void Dispose()
    {
        _client.Dispose();
        if (_runner.IsValueCreated) _runner.Value.Dispose();
    }

    private IReadOnlyList<MetricEntry> Plugin(string given)
    {
        if (!given.StartsWith(Http, StringComparison.Ordinal)) return MetricAssembly.Load(given);
        var equals = given.IndexOf('=', StringComparison.Ordinal);
        return equals > Http.Length
            ? [HttpMetric.Entry(given[Http.Length..equals], Endpoint(given[(equals + 1)..], given, "--plugin"))]
            : throw new CommandException(ExitCodes.Usage, $"--plugin {given} names no metric: write http:NAME=URL.");
    }

    private JsonEndpoint Endpoint(string? url, string metric, string option)
    {
        if (url is null) throw new CommandException(ExitCodes.Usage, $"{metric} needs {option} URL.");
        return Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? new(_client, address, _time)
            : throw new CommandException(ExitCodes.Usage, $"{option}: {url} is no http or https address.");
    }
}
