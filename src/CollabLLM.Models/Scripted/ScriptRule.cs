namespace CollabLLM.Models.Scripted;

/// <summary>When a scripted reply is given. All conditions that are present must hold.</summary>
internal sealed record ScriptRule
{
    /// <summary>The message contains this, in any case.</summary>
    public string? Contains { get; init; }

    /// <summary>The message matches this regular expression.</summary>
    public string? Matches { get; init; }

    /// <summary>It is the person's n-th message, from 1.</summary>
    public int? Turn { get; init; }

    /// <summary>One of them by the seed.</summary>
    public IReadOnlyList<string> Replies { get; init; } = [];

    /// <summary>Words a second for this rule alone.</summary>
    public double? WordsPerSecond { get; init; }

    /// <summary>Falls silent after so many words.</summary>
    public int? StallsAfter { get; init; }

    /// <summary>Breaks off after so many words.</summary>
    public int? FailsAfter { get; init; }
}
