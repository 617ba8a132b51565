using System.CommandLine;
using CollabLLM.Core;
using CollabLLM.Core.Metrics;
using CollabLLM.Core.Metrics.Effort;
using CollabLLM.Core.Metrics.Text;

namespace CollabLLM.Cli.Metrics;

/// <summary>The options by which a command gets its metrics, and the registry that they make.</summary>
internal sealed class MetricOptions
{
    public IEnumerable<Option> All => [];

    /// <exception cref="InputException">A plug-in that cannot be used.</exception>
    public MetricRegistry Registry(ParseResult parse)
    {
        var registry = new MetricRegistry();
        registry.AddRange(TextMetric.Entries);
        registry.AddRange(EffortMetric.Entries);
        return registry;
    }
}
