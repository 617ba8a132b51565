namespace CollabLLM.Core.Conversations;

/// <summary>
/// The sampling knobs of one reply as they were asked for; <c>null</c> leaves a knob to the model. Kept with the reply, so that the
/// reply can be made again.
/// </summary>
public sealed record GenerationSettings
{
    /// <summary>0 (greedy) and up.</summary>
    public double? Temperature { get; init; }

    /// <summary>0 to 1.</summary>
    public double? TopP { get; init; }

    /// <summary>1 and up; 0 switches it off.</summary>
    public int? TopK { get; init; }

    /// <summary>0 to 1, relative to the most likely token.</summary>
    public double? MinP { get; init; }

    /// <summary>1 leaves repetition alone; above 1 discourages it.</summary>
    public double? RepetitionPenalty { get; init; }

    /// <summary>Tokens of the reply, at most.</summary>
    public int? MaxOutputTokens { get; init; }

    public long? Seed { get; init; }

    /// <summary>The reply ends before the first of these.</summary>
    public IReadOnlyList<string>? StopStrings { get; init; }
}
