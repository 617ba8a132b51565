using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CollabLLM.Bench.Pages;

/// <summary>One page of <see cref="Chromium"/>, in a browser context of its own.</summary>
internal sealed class ChromiumPage(Chromium browser, string session, string context)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly ConcurrentQueue<int> _frames = new();

    /// <summary>The sizes in bytes of what came over sockets since <see cref="CountAsync"/>, before compression.</summary>
    public IReadOnlyCollection<int> Frames => _frames;

    public Task GoAsync(Uri address) => browser.SendAsync("Page.navigate", new JsonObject { ["url"] = address.ToString() }, session);

    /// <summary>The value of a JavaScript expression as JSON.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        var parameters = new JsonObject { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true };
        return (await browser.SendAsync("Runtime.evaluate", parameters, session))["result"]?["value"];
    }

    public async Task UntilAsync(string expression)
    {
        using var late = new CancellationTokenSource(Patience);
        while (!late.IsCancellationRequested)
        {
            if (await EvaluateAsync($"!!({expression})") is JsonValue value && value.GetValue<bool>()) return;
            await Task.Delay(50);
        }
        throw new TimeoutException($"The page never came to {expression}: {await EvaluateAsync("document.body.innerText.slice(0, 500)")}");
    }

    /// <summary>Writes into the composer and presses Send.</summary>
    public async Task SayAsync(string text)
    {
        await UntilAsync("document.querySelector('#composer-text')");
        // Until the page's own script has taken the field over, it may put the draft of before back.
        await UntilAsync(
            $"(e => {{ e.value = {JsonSerializer.Serialize(text)}; e.dispatchEvent(new Event('input', {{ bubbles: true }})); return document.querySelector('.slot[data-slot=send]'); }})(document.querySelector('#composer-text'))");
        await EvaluateAsync("document.querySelector('.slot').click()");
    }

    /// <summary>From here on what arrives over sockets is counted.</summary>
    public async Task CountAsync()
    {
        browser.Reported += (method, from, parameters) =>
        {
            if (from != session || method != "Network.webSocketFrameReceived") return;
            var frame = parameters["response"]!;
            var data = frame["payloadData"]!.GetValue<string>();
            // Binary frames come as base64.
            var length = frame["opcode"]!.GetValue<double>() > 1 ? (data.Length / 4 * 3) - (data.Length - data.AsSpan().TrimEnd('=').Length) : data.Length;
            _frames.Enqueue(length);
        };
        await browser.SendAsync("Network.enable", [], session);
    }

    public Task CloseAsync() => browser.SendAsync("Target.disposeBrowserContext", new JsonObject { ["browserContextId"] = context });
}
