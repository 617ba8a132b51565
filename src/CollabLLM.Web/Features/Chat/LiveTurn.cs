using System.Text;
using CollabLLM.Core.Conversations;
using CollabLLM.Data.Sessions;

namespace CollabLLM.Web.Features.Chat;

/// <summary>
/// A reply that this process is writing: text on its way to the log, and who watches. Text goes from the model into
/// <see cref="Add"/>, through <see cref="ReplyWriter"/> into the log, and only then to viewers. Thread-safe.
/// </summary>
public sealed class LiveTurn(
    StartedReply start, Guid personId, GenerationSettings settings, TurnModel model, long startedAt, int viewerBuffer) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _pending = new();
    private readonly StringBuilder _stored = new(start.KeptText);
    private readonly List<Viewer> _viewers = [];
    private readonly CancellationTokenSource _model = new();
    private readonly TaskCompletionSource<StopRequest> _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ReplyEvent.Ended> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _flushed;
    private ReplyEvent.Queue? _queue;
    private long _taken = start.LastSeq;
    private long _storedSeq = start.LastSeq;
    private bool _begun;
    private bool _sealed;
    private bool _closed;

    public StartedReply Start => start;

    public Guid ReplyId => start.ReplyId;

    public Guid PersonId => personId;

    public GenerationSettings Settings => settings;

    /// <summary>As it was when it was asked; replaced once it is loaded.</summary>
    public TurnModel Model { get; set; } = model;

    /// <summary>A timestamp of the time provider, taken when the reply was accepted.</summary>
    public long StartedAt => startedAt;

    /// <summary>The work that writes it; set once, when it begins. Never fails.</summary>
    public Task Work { get; set; } = Task.CompletedTask;

    /// <summary>Cancelled when the model shall stop, for whatever reason.</summary>
    public CancellationToken ModelToken => _model.Token;

    /// <summary>Completes when somebody wants it to end before the model does.</summary>
    public Task<StopRequest> StopRequested => _stopped.Task;

    public Task<ReplyEvent.Ended> Ended => _ended.Task;

    /// <summary>What is in the log.</summary>
    public string StoredText
    {
        get
        {
            lock (_gate) return _stored.ToString();
        }
    }

    private bool AllStored => _pending.Length == 0 && _taken == _storedSeq;

    /// <summary>Takes text of the model in.</summary>
    /// <returns>Whether it is the first, which nobody should wait for.</returns>
    public bool Add(string text)
    {
        lock (_gate)
        {
            if (_sealed) return false;
            _pending.Append(text);
            var first = !_begun;
            _begun = true;
            return first;
        }
    }

    /// <summary>The next event to be stored; null when no text waits, or nobody wants it any more.</summary>
    public ReplyDelta? Take()
    {
        lock (_gate)
        {
            if (_closed || _pending.Length == 0) return null;
            var delta = new ReplyDelta(ReplyId, ++_taken, _pending.ToString());
            _pending.Clear();
            return delta;
        }
    }

    /// <summary>Tells the viewers what the log has just taken.</summary>
    public void Publish(ReplyDelta stored)
    {
        TaskCompletionSource? flushed = null;
        lock (_gate)
        {
            if (_closed) return;
            _stored.Append(stored.Text);
            _storedSeq = stored.Seq;
            _queue = null;
            Tell(new ReplyEvent.Delta(stored.Seq, stored.Text));
            if (AllStored) (flushed, _flushed) = (_flushed, null);
        }
        flushed?.TrySetResult();
    }

    /// <summary>Tells the viewers where in the queue the reply is. It is not stored: tomorrow nobody asks.</summary>
    public void Publish(ReplyEvent.Queue queue)
    {
        lock (_gate)
        {
            if (_closed || queue == _queue) return;
            _queue = queue;
            Tell(queue);
        }
    }

    /// <summary>Completes when all text that was taken in is stored, or never will be.</summary>
    public Task FlushedAsync()
    {
        lock (_gate)
        {
            if (_closed || AllStored) return Task.CompletedTask;
            return (_flushed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Asks it to end now. The first request counts.</summary>
    public void RequestStop(StopRequest request)
    {
        lock (_gate) _sealed = true;
        // When the person says stop, nothing new is shown from here on: what is kept is what was seen.
        if (request.Reason != StopReason.Shutdown) Close();
        _stopped.TrySetResult(request);
    }

    /// <summary>No more text goes in, into the log or to viewers; what waits is dropped.</summary>
    public void Close()
    {
        TaskCompletionSource? flushed;
        lock (_gate)
        {
            _sealed = true;
            _closed = true;
            _pending.Clear();
            (flushed, _flushed) = (_flushed, null);
        }
        flushed?.TrySetResult();
    }

    public Task CancelModelAsync() => _model.CancelAsync();

    /// <summary>The last word: every viewer is told, and no other will come.</summary>
    public void Complete(ReplyEvent.Ended ended)
    {
        lock (_gate)
        {
            Tell(ended);
            foreach (var viewer in _viewers) viewer.Close();
            _viewers.Clear();
            _ended.TrySetResult(ended);
        }
    }

    /// <summary>Null when it has ended: the log knows how.</summary>
    public Viewer? Watch()
    {
        lock (_gate)
        {
            if (_ended.Task.IsCompleted) return null;
            var viewer = new Viewer(viewerBuffer, Leave);
            if (_queue is not null) viewer.Tell(_queue);
            _viewers.Add(viewer);
            return viewer;
        }
    }

    public void Dispose() => _model.Dispose();

    private void Leave(Viewer viewer)
    {
        lock (_gate) _viewers.Remove(viewer);
    }

    private void Tell(ReplyEvent what) => _viewers.RemoveAll(v => !v.Tell(what));
}
