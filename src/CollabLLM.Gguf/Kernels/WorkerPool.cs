namespace CollabLLM.Gguf.Kernels;

/// <summary>
/// A few threads of its own for the decoder, so that a busy model never takes the runtime's thread pool from the rest of the process.
/// The caller works too. Workers spin briefly between jobs and then sleep; a job never waits for a worker that has not begun,
/// so a worker that the system does not schedule costs nothing. One caller at a time.
/// </summary>
internal sealed class WorkerPool : IDisposable
{
    private const int SpinsBeforeSleep = 600;
    private readonly Thread[] _threads;
    private readonly SemaphoreSlim _wake = new(0);
    private PoolJob? _job;
    private int _items;
    private int _grain;
    private int _next;
    private int _open;
    private int _round;
    private int _active;
    private int _asleep;
    private volatile bool _stopping;
    private Exception? _failure;

    public WorkerPool(int threads)
    {
        Threads = Math.Max(1, threads);
        _threads = new Thread[Threads - 1];
        for (var i = 0; i < _threads.Length; i++)
        {
            var worker = i + 1;
            _threads[i] = new Thread(() => Loop(worker)) { IsBackground = true, Name = $"gguf worker {worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>Threads that take part, the caller among them.</summary>
    public int Threads { get; }

    /// <summary>Runs items 0 to <paramref name="items"/> in pieces of about <paramref name="grain"/> and returns when all are done.</summary>
    public void Run(PoolJob job, int items, int grain)
    {
        if (_threads.Length == 0 || items <= grain)
        {
            job.Run(0, items, 0);
            return;
        }
        _job = job;
        _items = items;
        _grain = grain;
        // One that came beside the caller's own exception went unread.
        _failure = null;
        Volatile.Write(ref _next, 0);
        _round++;
        Interlocked.Exchange(ref _open, _round);
        var asleep = Volatile.Read(ref _asleep);
        if (asleep > 0) _wake.Release(asleep);
        try
        {
            Drain(job, 0);
        }
        finally
        {
            Interlocked.Exchange(ref _open, 0);
            var spin = new SpinWait();
            while (Volatile.Read(ref _active) != 0) spin.SpinOnce(sleep1Threshold: -1);
        }
        if (Interlocked.Exchange(ref _failure, null) is { } failure)
        {
            throw new InvalidOperationException("A worker of the decoder failed.", failure);
        }
    }

    public void Dispose()
    {
        if (_stopping) return;
        _stopping = true;
        _wake.Release(_threads.Length + 1);
        foreach (var thread in _threads) thread.Join();
        _wake.Dispose();
    }

    private void Drain(PoolJob job, int worker)
    {
        while (true)
        {
            var from = Interlocked.Add(ref _next, _grain) - _grain;
            if (from >= _items) return;
            job.Run(from, Math.Min(from + _grain, _items), worker);
        }
    }

    private void Loop(int worker)
    {
        var seen = 0;
        while (!_stopping)
        {
            var round = WaitForRound(seen);
            if (round == 0) continue;
            seen = round;
            Interlocked.Increment(ref _active);
            try
            {
                // The round may have closed meanwhile, and another one opened: then its fields are the ones in force.
                if (Volatile.Read(ref _open) is var open && open != 0)
                {
                    seen = open;
                    Drain(_job!, worker);
                }
            }
            catch (Exception e)
            {
                // The caller throws it; a worker must live on.
                Interlocked.CompareExchange(ref _failure, e, null);
                Volatile.Write(ref _next, _items);
            }
            finally
            {
                Interlocked.Decrement(ref _active);
            }
        }
    }

    /// <summary>The number of a round that was not seen yet, or 0 after a sleep.</summary>
    private int WaitForRound(int seen)
    {
        for (var i = 0; i < SpinsBeforeSleep; i++)
        {
            var open = Volatile.Read(ref _open);
            if (open != 0 && open != seen) return open;
            Thread.SpinWait(8);
        }
        Interlocked.Increment(ref _asleep);
        try
        {
            var open = Volatile.Read(ref _open);
            if ((open == 0 || open == seen) && !_stopping) _wake.Wait();
        }
        finally
        {
            Interlocked.Decrement(ref _asleep);
        }
        return 0;
    }
}
