using Microsoft.Playwright;

namespace CollabLLM.EndToEnd.Tests;

/// <summary>What a page receives over its socket.</summary>
internal sealed class CdpBytes : IAsyncDisposable
{
    private readonly ICDPSession _session;
    private readonly System.Collections.Concurrent.ConcurrentQueue<int> _frames = new();
    private long _bytes;

    public CdpBytes(ICDPSession session)
    {
        _session = session;
        session.Event("Network.webSocketFrameReceived").OnEvent += (_, e) =>
        {
            var frame = e!.Value.GetProperty("response");
            var data = frame.GetProperty("payloadData").GetString()!;
            // Binary frames come as base64.
            var length = frame.GetProperty("opcode").GetDouble() > 1 ? data.Length * 3 / 4 : data.Length;
            _frames.Enqueue(length);
            Interlocked.Add(ref _bytes, length);
        };
    }

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The size of each frame, in order.</summary>
    public IReadOnlyCollection<int> Frames => _frames;

    public Task StartAsync() => _session.SendAsync("Network.enable");

    public async ValueTask DisposeAsync() => await _session.DetachAsync();
}
