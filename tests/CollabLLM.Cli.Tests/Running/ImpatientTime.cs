namespace CollabLLM.Cli.Tests.Running;

/// <summary>Waiting up to a limit is over at once; longer waiting never ends.</summary>
internal sealed class ImpatientTime(TimeSpan limit) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime <= limit ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, period);
}
