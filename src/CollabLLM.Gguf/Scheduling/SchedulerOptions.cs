namespace CollabLLM.Gguf.Scheduling;

/// <summary>How the scheduler shares an engine.</summary>
public sealed record SchedulerOptions
{
    /// <summary>Most prompt tokens in one step while other replies are being generated, so that those do not stall behind a long prompt; at least 1.</summary>
    public int PrefillSlice { get; init; } = 64;

    /// <summary>Where the seeds of requests without one come from. Null draws from the system.</summary>
    public long? Seed { get; init; }
}
