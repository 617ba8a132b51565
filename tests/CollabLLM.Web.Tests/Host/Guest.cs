using System.Net;
using CollabLLM.Web.Features.Chat;
using Microsoft.AspNetCore.SignalR.Client;

namespace CollabLLM.Web.Tests.Host;

/// <summary>A browser with its cookies.</summary>
internal sealed class Guest : IAsyncDisposable
{
    private readonly Uri _address;
    private readonly HttpClientHandler _handler = new() { AllowAutoRedirect = false, UseCookies = true };
    private readonly List<HubConnection> _connections = [];

    public Guest(Uri address)
    {
        _address = address;
        Http = new HttpClient(_handler) { BaseAddress = address };
    }

    public HttpClient Http { get; }

    public CookieContainer Cookies => _handler.CookieContainer;

    /// <param name="resume">Whether the connection outlives a break of the line.</param>
    public async Task<HubConnection> ConnectAsync(bool resume = true)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(_address, "/hubs/chat"), o => o.Cookies = Cookies);
        var connection = (resume ? builder.WithStatefulReconnect() : builder).Build();
        _connections.Add(connection);
        await connection.StartAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    public static HubMessage Hello(string text = "Hello", string? model = null) =>
        new(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), text, Model: model);

    /// <summary>Reads a reply to its end.</summary>
    public static async Task<(string Text, ReplyEvent.Ended End)> ReadAsync(HubConnection connection, Guid replyId, long fromSeq = 0)
    {
        var text = "";
        await foreach (var news in connection.StreamAsync<ReplyEvent>("Stream", replyId, fromSeq, TestContext.Current.CancellationToken))
        {
            if (news is ReplyEvent.Delta delta) text += delta.Text;
            if (news is ReplyEvent.Ended end) return (text, end);
        }
        throw new InvalidOperationException("The stream ended without an ending.");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections) await connection.DisposeAsync();
        Http.Dispose();
        _handler.Dispose();
    }
}
