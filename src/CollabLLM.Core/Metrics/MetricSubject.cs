using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets;

namespace CollabLLM.Core.Metrics;

/// <summary>What a metric scores: one conversation with its goal.</summary>
public sealed record MetricSubject
{
    public required Goal Goal { get; init; }

    /// <summary>Without system prompts.</summary>
    public required IReadOnlyList<TranscriptMessage> Messages { get; init; }

    /// <summary>The artefact that was taken out of the conversation, or the hypothesis of a pair; null when there is none.</summary>
    public string? Completion { get; init; }

    /// <summary>Where in the run it is scored: the addresses of a judge's calls begin with it.</summary>
    public string Address { get; init; } = "";

    /// <summary>The seed of the run, for judges.</summary>
    public long Seed { get; init; }
}
