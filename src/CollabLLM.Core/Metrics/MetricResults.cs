using CollabLLM.Core.Calls;

namespace CollabLLM.Core.Metrics;

/// <summary>What a set of metrics says about one conversation.</summary>
/// <param name="Scores">A score for each signature, in the order asked for.</param>
/// <param name="Extractions">What was taken out of the conversation, by type.</param>
public sealed record MetricResults(IReadOnlyDictionary<string, MetricScore> Scores, IReadOnlyDictionary<string, Extraction> Extractions)
{
    /// <summary>What all calls took; an extraction that several metrics share counts once.</summary>
    public CallUsage Usage => Scores.Values.Select(s => s.Usage).Concat(Extractions.Values.Select(e => e.Usage))
        .Aggregate(CallUsage.None, (sum, usage) => sum + usage);
}
