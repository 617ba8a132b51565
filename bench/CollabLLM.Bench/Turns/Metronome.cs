namespace CollabLLM.Bench.Turns;

/// <summary>One beat for everybody, so that pacing hundreds of streams costs one timer.</summary>
internal sealed class Metronome : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _beating;
    private volatile TaskCompletionSource _next = New();

    public Metronome(TimeSpan beat) => _beating = Task.Run(async () =>
    {
        using var timer = new PeriodicTimer(beat);
        while (!_stop.IsCancellationRequested && await timer.WaitForNextTickAsync())
        {
            var now = _next;
            _next = New();
            now.SetResult();
        }
    });

    public Task NextAsync(CancellationToken cancellationToken) => _next.Task.WaitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _beating;
        _stop.Dispose();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
