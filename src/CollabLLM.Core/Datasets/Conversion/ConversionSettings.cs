namespace CollabLLM.Core.Datasets.Conversion;

/// <summary>How rows become training data.</summary>
public sealed record ConversionSettings
{
    /// <summary>Stands first in every conversation; null for none.</summary>
    public string? SystemPrompt { get; init; }

    /// <summary>DPO: pairs whose scores lie closer are left out.</summary>
    public double MinimumGap { get; init; }

    /// <summary>SFT: a dotted path such as <c>rewards.accuracy</c>, whose mean must be at least <see cref="LowerBound"/>; null for no such filter.</summary>
    public string? LowerBoundMetric { get; init; }

    public double LowerBound { get; init; }
}
