using CollabLLM.Data;
using CollabLLM.Data.Sessions;
using CollabLLM.Web.Features.Chat;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CollabLLM.Web.Tests.Turns;

/// <summary>A server without its web: everything that turns need, on a database of the test.</summary>
internal sealed class Node : IAsyncDisposable
{
    public const string ModelName = "hand";

    private readonly ServiceProvider _services;
    private bool _stopped;

    public Node(IReadOnlyDictionary<string, string?> database, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var values = new Dictionary<string, string?>(database) { ["Chat:Tick"] = "00:00:00.0200000", ["Chat:PollInterval"] = "00:00:00.0200000" };
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>()) values[key] = value;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        _services = new ServiceCollection().AddLogging()
            .AddSingleton<IInterceptor>(Disk)
            .AddSingleton(new TurnModels(name => name == ModelName ? TurnModel : null, () => ModelName))
            .AddCollabData(configuration, Path.GetTempPath())
            .AddTurns(configuration)
            .BuildServiceProvider();
        TurnModel = new TurnModel(ModelName, "print-1", true, null, text => text.Length / 4, null, Model);
    }

    public HandModel Model { get; } = new();

    /// <summary>How the catalogue describes the model; a test may say otherwise.</summary>
    public TurnModel TurnModel { get; set; }

    public BreakableDatabase Disk { get; } = new();

    public TurnRunner Turns => _services.GetRequiredService<TurnRunner>();

    public SessionLog Log => _services.GetRequiredService<SessionLog>();

    internal LiveTurns Live => _services.GetRequiredService<LiveTurns>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task<Node> StartAsync()
    {
        foreach (var service in Hosted().OfType<IHostedLifecycleService>()) await service.StartingAsync(Token);
        foreach (var service in Hosted()) await service.StartAsync(Token);
        return this;
    }

    public async Task StopAsync()
    {
        _stopped = true;
        foreach (var service in Hosted().OfType<IHostedLifecycleService>()) await service.StoppingAsync(CancellationToken.None);
        foreach (var service in Hosted().Reverse()) await service.StopAsync(CancellationToken.None);
    }

    public async Task<StartedReply> SendAsync(SendRequest request) =>
        Assert.IsType<StartOutcome.Accepted>(await Turns.SendAsync(request, Token)).Reply;

    public async Task<MessageView> ReadAsync(Guid session, Guid person, Guid message)
    {
        await using var db = await _services.GetRequiredService<IDbContextFactory<AppDb>>().CreateDbContextAsync(Token);
        return (await db.LoadAsync(session, person, Token))!.Path.Single(m => m.Id == message);
    }

    /// <summary>Reads a reply to its end.</summary>
    public async Task<(string Text, ReplyEvent.Ended End, IReadOnlyList<long> Numbers)> WatchAsync(Guid replyId, long fromSeq = 0)
    {
        var text = "";
        var numbers = new List<long>();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TurnTests.Patience);
        await foreach (var news in Turns.WatchAsync(replyId, fromSeq, patience.Token))
        {
            if (news is ReplyEvent.Delta delta)
            {
                text += delta.Text;
                numbers.Add(delta.Seq);
            }
            if (news is ReplyEvent.Ended end) return (text, end, numbers);
        }
        throw new InvalidOperationException("There is no such reply.");
    }

    /// <summary>Returns when a viewer from the beginning sees at least this text.</summary>
    public async Task SeenAsync(Guid replyId, string text)
    {
        var seen = "";
        await foreach (var news in Turns.WatchAsync(replyId, 0, Token))
        {
            if (news is ReplyEvent.Delta delta) seen += delta.Text;
            if (seen.StartsWith(text, StringComparison.Ordinal)) return;
            if (news is ReplyEvent.Ended) break;
        }
        Assert.Fail($"The reply ended at '{seen}' before '{text}' was seen.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopped) await StopAsync();
        await _services.DisposeAsync();
    }

    private IEnumerable<IHostedService> Hosted() => _services.GetServices<IHostedService>();
}
