namespace CollabLLM.Core.Calls;

/// <summary>
/// The slots of one endpoint. Who has the larger priority goes first, among equals who came first. Thread-safe. Unlike a semaphore it lets a conversation
/// that fell behind catch up, which is what keeps the end of a run short: among calls that look alike no order that cannot see the future does better.
/// </summary>
internal sealed class CallSlots(int count)
{
    /// <summary>Goes after everybody.</summary>
    public const int Idle = int.MinValue;

    private readonly Lock _gate = new();
    private readonly PriorityQueue<TaskCompletionSource, (long, long)> _waiting = new();
    private int _free = count;
    private long _arrivals;

    public async Task WaitAsync(int priority, CancellationToken cancellationToken)
    {
        TaskCompletionSource turn;
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return;
            }
            turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn, (-(long)priority, _arrivals++));
        }
        await using var cancelled = cancellationToken.Register(() => turn.TrySetCanceled(cancellationToken));
        await turn.Task;
    }

    public void Release()
    {
        lock (_gate)
        {
            // One that gave up has cancelled its turn; the slot goes to the next.
            while (_waiting.TryDequeue(out var turn, out _))
            {
                if (turn.TrySetResult()) return;
            }
            _free++;
        }
    }
}
