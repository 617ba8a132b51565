using CollabLLM.Core.Conversations;

namespace CollabLLM.Data.Sessions;

/// <summary>How a reply ended. Its text is what its events say, cut to what was seen; the rest is left as it is where null.</summary>
public sealed record ReplyEnding(Guid ReplyId, ReplyOutcome Outcome)
{
    /// <summary>One sentence that is safe to show; never part of the text.</summary>
    public string? Cause { get; init; }

    /// <summary>UTF-16 units of the whole text that the person had seen when they pressed Stop; null keeps all.</summary>
    public int? SeenLength { get; init; }

    public TokenUsage? Usage { get; init; }

    public ReplyTimings? Timings { get; init; }

    public string? Fingerprint { get; init; }

    public GenerationSettings? Settings { get; init; }

    /// <summary>The seed that was really used.</summary>
    public long? Seed { get; init; }
}
