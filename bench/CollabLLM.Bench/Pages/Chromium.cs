using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CollabLLM.Bench.Pages;

/// <summary>
/// A headless Chromium, spoken to in its own protocol (Chrome DevTools): what a test library keeps for each page would be counted as
/// memory of the server, which runs in this process.
/// </summary>
internal sealed class Chromium : IAsyncDisposable
{
    public const string Program = "/usr/bin/chromium";

    private readonly Process _process;
    private readonly string _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _answers = new();
    private Task _reading = Task.CompletedTask;
    private int _last;

    private Chromium(Process process, string profile) => (_process, _profile) = (process, profile);

    /// <summary>Method, session and parameters of what pages report.</summary>
    public event Action<string, string, JsonNode>? Reported;

    public static async Task<Chromium> StartAsync()
    {
        var profile = Directory.CreateTempSubdirectory("collab-chromium-").FullName;
        string[] arguments =
        [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--remote-debugging-port=0", $"--user-data-dir={profile}", "about:blank",
        ];
        var start = new ProcessStartInfo(Program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        var browser = new Chromium(Process.Start(start)!, profile);
        string? line;
        do line = await browser._process.StandardError.ReadLineAsync();
        while (line is not null && !line.Contains("DevTools listening on ", StringComparison.Ordinal));
        if (line is null) throw new InvalidOperationException("Chromium ended before it listened.");
        _ = browser._process.StandardError.BaseStream.CopyToAsync(Stream.Null);
        _ = browser._process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        await browser._socket.ConnectAsync(new Uri(line[line.IndexOf("ws://", StringComparison.Ordinal)..].Trim()), CancellationToken.None);
        browser._reading = Task.Run(browser.ReadAsync);
        return browser;
    }

    /// <summary>Opens a page in a browser context of its own, as the owner of the cookie.</summary>
    public async Task<ChromiumPage> OpenAsync(Uri address, (string Name, string Value) cookie)
    {
        var context = (await SendAsync("Target.createBrowserContext", []))["browserContextId"]!.GetValue<string>();
        var kept = new JsonObject { ["name"] = cookie.Name, ["value"] = cookie.Value, ["url"] = address.GetLeftPart(UriPartial.Authority) };
        await SendAsync("Storage.setCookies", new JsonObject { ["cookies"] = new JsonArray(kept), ["browserContextId"] = context });
        var target = await SendAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank", ["browserContextId"] = context });
        var attached = await SendAsync(
            "Target.attachToTarget", new JsonObject { ["targetId"] = target["targetId"]!.GetValue<string>(), ["flatten"] = true });
        var page = new ChromiumPage(this, attached["sessionId"]!.GetValue<string>(), context);
        await page.GoAsync(address);
        return page;
    }

    public async Task<JsonNode> SendAsync(string method, JsonObject parameters, string? session = null)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = _answers[id] = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (session is not null) message["sessionId"] = session;
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
        return await answer.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _reading;
        _socket.Dispose();
        _process.Dispose();
        _sending.Dispose();
        Directory.Delete(_profile, recursive: true);
    }

    private async Task ReadAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer, CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close) return;
                message.Write(buffer, 0, part.Count);
                if (!part.EndOfMessage) continue;
                Take(JsonNode.Parse(message.ToArray())!);
                message.SetLength(0);
            }
        }
        catch (WebSocketException)
        {
            // The browser was stopped.
        }
    }

    private void Take(JsonNode message)
    {
        if (message["id"] is not { } id)
        {
            Reported?.Invoke(message["method"]!.GetValue<string>(), message["sessionId"]?.GetValue<string>() ?? "", message["params"]!);
            return;
        }
        if (!_answers.TryRemove(id.GetValue<int>(), out var answer)) return;
        if (message["error"] is { } error) answer.SetException(new InvalidOperationException(error.ToJsonString()));
        else answer.SetResult(message["result"]!);
    }
}
