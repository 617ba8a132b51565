using System.Threading.Channels;

namespace CollabLLM.Web.Features.Chat;

/// <summary>
/// Somebody who watches a live reply through a bounded buffer. Nobody waits for a slow viewer: when the buffer is full it is closed,
/// and the viewer catches up from the log.
/// </summary>
public sealed class Viewer(int buffer, Action<Viewer> leave) : IDisposable
{
    private readonly Channel<ReplyEvent> _events =
        Channel.CreateBounded<ReplyEvent>(new BoundedChannelOptions(buffer) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Ends with <see cref="ReplyEvent.Ended"/>, or without it when the viewer must catch up.</summary>
    public ChannelReader<ReplyEvent> Events => _events.Reader;

    /// <returns>False when the viewer was too slow and is gone.</returns>
    public bool Tell(ReplyEvent what)
    {
        if (_events.Writer.TryWrite(what)) return true;
        Close();
        return false;
    }

    public void Close() => _events.Writer.TryComplete();

    public void Dispose() => leave(this);
}
