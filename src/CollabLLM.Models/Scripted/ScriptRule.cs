namespace CollabLLM.Models.Scripted;

/// <summary>When a scripted reply is given. All conditions that are present must hold.</summary>
internal sealed class ScriptRule
{
    /// <summary>The message contains this, in any case.</summary>
    public string? Contains { get; set; }

    /// <summary>
    /// The message matches this regular expression, in any case. What its named groups find stands for <c>{NAME}</c> in the replies.
    /// </summary>
    public string? Matches { get; set; }

    /// <summary>The reply before the message contains this, in any case.</summary>
    public string? After { get; set; }

    /// <summary>It is the person's n-th message, from 1.</summary>
    public int? Turn { get; set; }

    /// <summary>One of them by the seed.</summary>
    public IReadOnlyList<string> Replies { get; set; } = [];

    /// <summary>Words a second for this rule alone.</summary>
    public double? WordsPerSecond { get; set; }

    /// <summary>Falls silent after so many words.</summary>
    public int? StallsAfter { get; set; }

    /// <summary>Breaks off after so many words.</summary>
    public int? FailsAfter { get; set; }
}
