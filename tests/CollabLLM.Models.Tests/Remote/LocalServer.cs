using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CollabLLM.Models.Tests.Remote;

/// <summary>A server on a port of this machine that speaks the OpenAI protocol as well or as badly as a test wants it to.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<SentRequest> _requests = new();

    private LocalServer(WebApplication app) => _app = app;

    /// <summary>Answers the n-th request, from 0.</summary>
    public Func<HttpContext, int, Task> Answer { get; set; } = (context, _) => SayAsync(context, "Hello", " there.");

    public IReadOnlyList<SentRequest> Requests => [.. _requests];

    public Uri Address { get; private set; } = null!;

    public static async Task<LocalServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(o => o.Listen(System.Net.IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new LocalServer(app);
        app.Run(server.ServeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        server.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return server;
    }

    /// <summary>A whole answer: words, the reason of the end, the usage.</summary>
    public static async Task SayAsync(HttpContext context, params string[] words)
    {
        await BeginAsync(context);
        foreach (var word in words) await WordAsync(context, word);
        await EventAsync(context, """{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""");
        await EventAsync(context, """{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9}}""");
        await EventAsync(context, "[DONE]");
    }

    public static Task BeginAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        return EventAsync(context, """{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}""");
    }

    public static Task WordAsync(HttpContext context, string word) => EventAsync(
        context,
        $$$"""{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":{{{JsonSerializer.Serialize(word)}}}},"finish_reason":null}]}""");

    public static async Task EventAsync(HttpContext context, string data)
    {
        await context.Response.WriteAsync($"data: {data}\n\n");
        await context.Response.Body.FlushAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var number = _requests.Count;
        _requests.Enqueue(new SentRequest(
            context.Request.Path.Value ?? "",
            context.Request.QueryString.Value ?? "",
            context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            JsonDocument.Parse(body).RootElement));
        await Answer(context, number);
    }
}
