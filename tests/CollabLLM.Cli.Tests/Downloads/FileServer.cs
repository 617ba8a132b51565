using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CollabLLM.Cli.Tests.Downloads;

/// <summary>A server of one file, on a port of this machine, that can misbehave.</summary>
internal sealed class FileServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FileServer(WebApplication app) => _app = app;

    public byte[] Content { get; set; } = [];

    /// <summary>The version of the content; null when the server does not say.</summary>
    public string? Tag { get; set; } = "\"one\"";

    public bool Ranges { get; set; } = true;

    /// <summary>The address sends the client to another one, as model hubs do.</summary>
    public bool Redirects { get; set; }

    /// <summary>What answers instead, for as long as it is set.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    /// <summary>What was asked for: the range, or "all".</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public string Address => $"{_app.Urls.First()}/files/tiny.gguf";

    public static async Task<FileServer> StartAsync(byte[] content)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new FileServer(builder.Build()) { Content = content };
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Sends the beginning, waits until the client has it, then what <paramref name="then"/> says.</summary>
    public async Task BeginAsync(HttpContext context, int bytes, string part, Func<HttpContext, Task> then)
    {
        if (Tag is not null) context.Response.Headers.ETag = Tag;
        // Without a length the client cannot know that everything is there.
        if (bytes < Content.Length) context.Response.ContentLength = Content.Length;
        await context.Response.Body.WriteAsync(Content.AsMemory(0, bytes));
        await context.Response.Body.FlushAsync();
        while (!File.Exists(part) || new FileInfo(part).Length < bytes) await Task.Delay(5, context.RequestAborted);
        await then(context);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (Redirects && context.Request.Path.StartsWithSegments("/files", StringComparison.Ordinal))
        {
            context.Response.Redirect("/store/5f3a?token=x");
            return;
        }
        var asked = context.Request.Headers.Range.ToString();
        Asked.Enqueue(asked.Length > 0 ? asked : "all");
        if (Instead is { } instead)
        {
            await instead(context);
            return;
        }
        if (Tag is not null) context.Response.Headers.ETag = Tag;
        var start = Ranges && asked.Length > 0 && context.Request.Headers.IfRange == Tag
            ? int.Parse(asked["bytes=".Length..^1], CultureInfo.InvariantCulture) : 0;
        if (start >= Content.Length)
        {
            context.Response.StatusCode = 416;
            context.Response.Headers.ContentRange = $"bytes */{Content.Length}";
            return;
        }
        if (start > 0)
        {
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes {start}-{Content.Length - 1}/{Content.Length}";
        }
        context.Response.ContentLength = Content.Length - start;
        await context.Response.Body.WriteAsync(Content.AsMemory(start));
    }
}
