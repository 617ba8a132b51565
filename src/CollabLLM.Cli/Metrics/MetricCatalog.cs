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
using CollabLLM.Core.Simulation;
using CollabLLM.Core.World;

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

    /// <param name="judge">Asked when a metric that judges is made; null, or gives null, where no model judges.</param>
    /// <param name="signal">What users say to end a conversation.</param>
    /// <exception cref="InputException">A plug-in that cannot be used, or a name that is taken.</exception>
    public MetricCatalog(ParseResult parse, MetricOptions options, TimeProvider time, Func<Judge?>? judge = null, string signal = SimulationOptions.UsualSignal)
    {
        _time = time;
        _runner = new(() => options.Code.Runner(parse, time));
        Registry.AddRange(TextMetric.Entries);
        Registry.AddRange(EffortMetric.Entries);
        Registry.AddRange(WorldMetric.Entries);
        Registry.AddRange(ActionAccuracyMetric.Entries);
        Registry.AddRange(IntentDiscoveryMetric.Entries(() => EmbeddingOptions.Matcher(parse, _client, time)));
        Registry.AddRange(JudgedMetrics.Entries(() => judge?.Invoke() ?? throw new CommandException(ExitCodes.Usage, "This metric asks a judge: name a model with --judge.")));
        Registry.Add(MathAccuracyMetric.Entry(() => judge?.Invoke() is { } asked ? new AccuracyMetric(asked) : null));
        Registry.Add(new("pass_rate", "whether a program passes the tests of its task, in the sandbox", "0–1", () => new PassRateMetric(_runner.Value)));
        Registry.Add(EmbeddingSimilarityMetric.Entry(() => EmbeddingOptions.Embeddings(parse, "embedding_similarity", _client, time)));
        Registry.Add(RewardModelMetric.Entry(() => EndpointKey.Endpoint(parse, options.RewardModel, options.RewardModelKey, MetricOptions.UsualRewardModelKey, "rm_http", _client, time), signal));
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
            ? [HttpMetric.Entry(given[Http.Length..equals], new(_client, EndpointKey.Address(given[(equals + 1)..], "--plugin"), _time))]
            : throw new CommandException(ExitCodes.Usage, $"--plugin {given} names no metric: write http:NAME=URL.");
    }
}
