namespace CollabLLM.Core.Calls;

/// <summary>How often a call is tried when no answer comes, and how long the pauses are: doubling, with a third of jitter.</summary>
/// <param name="Attempts">In all, 1 or more.</param>
public sealed record RetryPolicy(int Attempts, TimeSpan FirstPause, TimeSpan LongestPause)
{
    public static RetryPolicy Default { get; } = new(4, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    /// <summary>
    /// A call that has taken so long is sent a second time, but only into a slot that nobody waits for; the first answer counts and the other is called off. It cuts the
    /// end of a run over an endpoint that is now and then slow by accident, for a call or two in a hundred that may be paid for nothing. Null, the usual: never.
    /// </summary>
    public TimeSpan? BackupAfter { get; init; }

    /// <param name="attempt">The one that failed, from 1.</param>
    /// <param name="jitter">0 to 1.</param>
    public TimeSpan Pause(int attempt, double jitter)
    {
        var doubled = FirstPause * Math.Pow(2, attempt - 1);
        return (doubled < LongestPause ? doubled : LongestPause) * ((2 + jitter) / 3);
    }
}
