using CollabLLM.Models.Remote;
using Microsoft.Extensions.AI;

namespace CollabLLM.Models.Tests.Remote;

/// <summary>Tests against a local server; a key, a chat and words of the server that must never be in a sentence.</summary>
public abstract class RemoteTests : IAsyncLifetime
{
    protected const string Key = "sk-very-secret";
    protected const string Chat = "pomegranate";
    protected const string Blurted = "stacktrace-of-the-server";
    private readonly List<ModelHost> _hosts = [];

    internal LocalServer Server { get; private set; } = null!;

    internal HurriedTime Time { get; } = new();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Server = await LocalServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts) host.Resources?.Dispose();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal ModelHost Host(Action<ModelOptions>? change = null)
    {
        var options = new ModelOptions { Provider = ModelProvider.OpenAI, Endpoint = $"{Server.Address}v1", Model = "tiny", ApiKey = Key };
        change?.Invoke(options);
        var host = RemoteHost.Create(options, Time);
        _hosts.Add(host);
        return host;
    }

    internal async Task<ModelException> FailsAsync(Action<ModelOptions>? change = null)
    {
        var failure = await Assert.ThrowsAsync<ModelException>(() => Host(change).Client.GetResponseAsync(Chat, null, Token));
        Assert.Matches("^The model's server [^.;]+(; [^.]+)?\\.( [A-Z][^.]+\\.)?$", failure.Message);
        foreach (var secret in new[] { "127.0.0.1", Server.Address.Port.ToString() }) Assert.DoesNotContain(secret, failure.Message, StringComparison.Ordinal);
        // The inner exceptions go to the log.
        foreach (var secret in new[] { Key, Chat, Blurted }) Assert.DoesNotContain(secret, failure.ToString(), StringComparison.Ordinal);
        return failure;
    }
}
