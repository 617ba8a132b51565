using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CollabLLM.Cli.Tests.Running;

/// <summary>
/// An OpenAI-compatible server on a port of this machine. What it says depends on the request alone; it remembers what it has answered, and can stop answering after a
/// number of requests.
/// </summary>
internal sealed class PlayServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentBag<string> _answered = [];
    private readonly TaskCompletionSource _dry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = int.MaxValue;

    private PlayServer(WebApplication app) => _app = app;

    public string Address { get; private set; } = "";

    /// <summary>The bodies of the requests that were answered.</summary>
    public IReadOnlyList<string> Answered => [.. _answered];

    /// <summary>What it says to a message, in place of what it says otherwise; null leaves it at that.</summary>
    public Func<string, string?>? Says { get; set; }

    /// <summary>Ends when the last request that may be answered was, and another has come.</summary>
    public Task Dry => _dry.Task;

    public static async Task<PlayServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(o => o.Listen(System.Net.IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new PlayServer(app);
        app.Run(server.ServeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        server.Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/v1";
        return server;
    }

    /// <summary>Answers so many more requests; the others are left hanging.</summary>
    public void Answer(int requests) => _left = requests;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        if (Interlocked.Decrement(ref _left) < 0)
        {
            _dry.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }
        var request = JsonNode.Parse(body)!;
        var last = request["messages"]!.AsArray()[^1]!["content"]!.ToString();
        var text = Says?.Invoke(last) ?? Text(body, last);
        if ((bool?)request["stream"] == true)
        {
            context.Response.ContentType = "text/event-stream";
            await EventAsync(context, new JsonObject { ["role"] = "assistant", ["content"] = text }, null);
            await EventAsync(context, [], "stop");
            await context.Response.WriteAsync("""data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9}}""" + "\n\ndata: [DONE]\n\n");
        }
        else
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(new JsonObject
            {
                ["id"] = "c",
                ["object"] = "chat.completion",
                ["created"] = 1,
                ["model"] = "m",
                ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["finish_reason"] = "stop", ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text } }),
                ["usage"] = new JsonObject { ["prompt_tokens"] = 7, ["completion_tokens"] = 2, ["total_tokens"] = 9 },
            }.ToJsonString());
        }
        _answered.Add(body);
    }

    /// <summary>Who is asked for an object with a response is the user.</summary>
    private static string Text(string body, string last)
    {
        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)).AsSpan(0, 4));
        return last.Contains("\"response\":", StringComparison.Ordinal)
            ? JsonSerializer.Serialize(new { current_answer = "none yet", thought = "well", response = $"Tell me more, {mark}." })
            : $"Here is an answer, {mark}.";
    }

    private static Task EventAsync(HttpContext context, JsonObject delta, string? finish) => context.Response.WriteAsync("data: " + new JsonObject
    {
        ["id"] = "c",
        ["object"] = "chat.completion.chunk",
        ["created"] = 1,
        ["model"] = "m",
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish }),
    }.ToJsonString() + "\n\n");
}
