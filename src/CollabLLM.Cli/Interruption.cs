using System.Runtime.InteropServices;

namespace CollabLLM.Cli;

/// <summary>
/// What Ctrl+C means: it stops the step under way if there is one that can be stopped alone (a reply), else it leaves the command, and
/// once more ends the process at once. Thread-safe.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _leave = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private readonly Lock _lock = new();
    private CancellationTokenSource? _step;

    /// <summary>The command is to end.</summary>
    public CancellationToken Leave => _leave.Token;

    /// <summary>Takes over Ctrl+C and the request to terminate.</summary>
    public void Listen()
    {
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = Signal()));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = !_leave.IsCancellationRequested;
            _leave.Cancel();
        }));
    }

    /// <summary>One Ctrl+C. False when nothing is left that could be stopped gently.</summary>
    public bool Signal()
    {
        lock (_lock)
        {
            var step = _step is { IsCancellationRequested: false } ? _step : null;
            if (step is null && _leave.IsCancellationRequested) return false;
            (step ?? _leave).Cancel();
            return true;
        }
    }

    /// <summary>Begins a step that Ctrl+C stops without leaving the command. Dispose it when it is over.</summary>
    public Step Begin()
    {
        var step = CancellationTokenSource.CreateLinkedTokenSource(_leave.Token);
        lock (_lock) _step = step;
        return new(this, step);
    }

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
        _leave.Dispose();
    }

    /// <summary>Something that Ctrl+C stops alone.</summary>
    internal sealed class Step(Interruption owner, CancellationTokenSource source) : IDisposable
    {
        public CancellationToken Token => source.Token;

        public void Dispose()
        {
            lock (owner._lock) owner._step = null;
            source.Dispose();
        }
    }
}
