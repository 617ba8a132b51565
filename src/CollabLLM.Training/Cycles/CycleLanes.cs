using System.Runtime.ExceptionServices;

namespace CollabLLM.Training.Cycles;

/// <summary>
/// Pieces of a cycle, at most so many side by side. Two small trainings side by side take less time than one after the other on twice the threads, and give the same bits. When one fails,
/// the others are cancelled and fail by the same. Thread-safe.
/// </summary>
internal sealed class CycleLanes : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<TaskCompletionSource, (bool Late, long Number)> _waiting = new();
    private readonly CancellationTokenSource _stop;
    private readonly int _count;
    private Exception? _failure;
    private int _free;
    private long _number;

    /// <param name="count">1 or more.</param>
    /// <param name="cancellationToken">Stops everything.</param>
    public CycleLanes(int count, CancellationToken cancellationToken)
    {
        (_count, _free) = (count, count);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <summary>Does a piece when a lane is free, on a thread of its own.</summary>
    /// <param name="work">The piece.</param>
    /// <param name="urgent">Goes before those that are not: what others wait for, and what takes longest.</param>
    public Task<T> RunAsync<T>(Func<CancellationToken, T> work, bool urgent = false) => RunAsync(stop => Task.FromResult(work(stop)), urgent);

    /// <summary>Does a piece when a lane is free, on a thread of its own.</summary>
    /// <param name="work">The piece.</param>
    /// <param name="urgent">Goes before those that are not: what others wait for, and what takes longest.</param>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, bool urgent = false)
    {
        await EnterAsync(urgent);
        try
        {
            // Trainings hold their thread for minutes, and the conversations that they wait for need those of the pool.
            return await Task.Factory.StartNew(() => work(_stop.Token), _stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        }
        catch (Exception e)
        {
            var first = Interlocked.CompareExchange(ref _failure, e, null) ?? e;
            await _stop.CancelAsync();
            // Whoever waits for what was cancelled on its account hears of the failure.
            if (e is OperationCanceledException) ExceptionDispatchInfo.Throw(first);
            throw;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Cancels what has not ended and waits until it has.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        for (var i = 0; i < _count; i++) await EnterAsync(urgent: false);
        _stop.Dispose();
    }

    private Task EnterAsync(bool urgent)
    {
        lock (_lock)
        {
            if (_free > 0)
            {
                _free--;
                return Task.CompletedTask;
            }
            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn, (!urgent, _number++));
            return turn.Task;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (_waiting.TryDequeue(out var next, out _)) next.SetResult();
            else _free++;
        }
    }
}
