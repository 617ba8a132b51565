using System.Threading.Channels;

namespace CollabLLM.Models.Pipeline;

/// <summary>One call's place in a <see cref="FairQueue"/>. Disposing gives it up, waiting or served. For one caller.</summary>
internal sealed class QueueSeat(FairQueue queue) : IDisposable
{
    private readonly Channel<QueuePosition> _moves = Channel.CreateBounded<QueuePosition>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private bool _left;

    /// <summary>Timestamp of the moment it got its slot; null while it waits.</summary>
    public long? AdmittedAt { get; private set; }

    /// <summary>Requests that came first when it last moved; null when it never had to wait.</summary>
    public int? Ahead { get; private set; }

    /// <summary>The next change of place; null once the slot is there.</summary>
    public async ValueTask<QueuePosition?> MovedAsync(CancellationToken cancellationToken)
    {
        while (await _moves.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_moves.Reader.TryRead(out var position) && AdmittedAt is null) return position;
        }
        return null;
    }

    public void Dispose()
    {
        if (_left) return;
        _left = true;
        queue.Leave(this);
    }

    /// <summary>Called by the queue.</summary>
    internal void Move(QueuePosition position)
    {
        if (Ahead == position.Ahead) return;
        Ahead = position.Ahead;
        _moves.Writer.TryWrite(position);
    }

    /// <summary>Called by the queue.</summary>
    internal void Admit(long timestamp)
    {
        AdmittedAt = timestamp;
        _moves.Writer.TryComplete();
    }
}
