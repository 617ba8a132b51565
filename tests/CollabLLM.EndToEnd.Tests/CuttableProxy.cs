using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CollabLLM.EndToEnd.Tests;

/// <summary>The line between a browser and the server, which can be cut: open connections break and new ones are refused.</summary>
internal sealed class CuttableProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, byte> _open = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly int _target;
    private readonly Task _accepting;
    private volatile bool _cut;

    public CuttableProxy(int target)
    {
        _target = target;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    public void Cut()
    {
        _cut = true;
        foreach (var client in _open.Keys) Break(client);
    }

    public void Mend() => _cut = false;

    public async ValueTask DisposeAsync()
    {
        Cut();
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                if (_cut) Break(client);
                else _ = CarryAsync(client);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task CarryAsync(TcpClient browser)
    {
        using var server = new TcpClient();
        _open[browser] = _open[server] = 0;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            var (near, far) = (browser.GetStream(), server.GetStream());
            await Task.WhenAny(near.CopyToAsync(far, _stop.Token), far.CopyToAsync(near, _stop.Token));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut, or one side has gone: both end here.
        }
        finally
        {
            _open.TryRemove(browser, out _);
            _open.TryRemove(server, out _);
            browser.Dispose();
        }
    }

    private static void Break(TcpClient client)
    {
        // With a reset rather than a polite end, as a line that is gone.
        if (client.Client is { } socket) socket.LingerState = new LingerOption(true, 0);
        client.Dispose();
    }
}
