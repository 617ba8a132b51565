namespace CollabLLM.Core.Datasets.Export;

/// <summary>How rows for verl are made; the defaults are its recipe's.</summary>
public sealed record VerlOptions
{
    /// <summary>Stands before every prompt that has no system message; null for none.</summary>
    public string? SystemPrompt { get; init; }

    /// <summary>Tells verl's simulator what the conversation is for.</summary>
    public string TaskDescription { get; init; } = "solving math problems";

    /// <summary>The part of the rows for validation, rounded up.</summary>
    public double ValidationRatio { get; init; } = 0.1;

    public long Seed { get; init; } = 42;
}
