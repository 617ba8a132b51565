using Microsoft.Playwright;

namespace CollabLLM.EndToEnd.Tests;

/// <summary>What a page receives over its socket.</summary>
internal sealed class CdpBytes : IAsyncDisposable
{
    private readonly ICDPSession _session;
    private long _bytes;

    public CdpBytes(ICDPSession session)
    {
        _session = session;
        session.Event("Network.webSocketFrameReceived").OnEvent += (_, e) =>
        {
            var frame = e!.Value.GetProperty("response");
            var data = frame.GetProperty("payloadData").GetString()!;
            // Binary frames come as base64.
            Interlocked.Add(ref _bytes, frame.GetProperty("opcode").GetDouble() > 1 ? data.Length * 3 / 4 : data.Length);
        };
    }

    public long Bytes => Interlocked.Read(ref _bytes);

    public Task StartAsync() => _session.SendAsync("Network.enable");

    public async ValueTask DisposeAsync() => await _session.DetachAsync();
}
