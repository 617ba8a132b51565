using System.Text.Json;
using CollabLLM.Core.Conversations;
using CollabLLM.Testing.Databases;
using CollabLLM.Web.Features.Chat;
using CollabLLM.Web.Tests.Turns;
using Microsoft.AspNetCore.SignalR.Client;

namespace CollabLLM.Web.Tests.Host;

/// <summary>kill -9 in the middle of a reply: nothing that was shown is lost.</summary>
public abstract class KilledServerTests(TestDatabase database) : IAsyncLifetime
{
    private static readonly string Whole = string.Join(' ', Enumerable.Range(0, 400));

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"collab-kill-{Guid.NewGuid():N}");

    private string Script => Path.Combine(_folder, "slow.script.json");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_kill_in_mid_reply_everything_shown_is_kept_and_the_reply_can_be_continued()
    {
        var settings = Settings();
        var port = ChildServer.FreePort();
        var hello = Guest.Hello();
        string seen;
        Guest guest;
        using (var first = await ChildServer.StartAsync(settings, port))
        {
            guest = new Guest(first.Address);
            (await guest.Http.GetAsync(new Uri("/", UriKind.Relative), Token)).EnsureSuccessStatusCode();
            var hub = await guest.ConnectAsync(resume: false);
            Assert.Equal("accepted", (await hub.InvokeAsync<HubAnswer>("Send", hello, Token)).Kind);
            seen = await ReadUntilKilledAsync(hub, hello.ReplyId, first);
        }
        Assert.StartsWith("0 1 2 ", seen, StringComparison.Ordinal);

        using var second = await ChildServer.StartAsync(settings, port);
        var again = await guest.ConnectAsync();
        var (text, end) = await Guest.ReadAsync(again, hello.ReplyId).WaitAsync(TurnTests.Patience, Token);
        Assert.Equal(ReplyOutcome.Interrupted, end.Outcome);
        Assert.StartsWith(seen, text, StringComparison.Ordinal);
        Assert.Equal((text, true), (end.FinalText, end.CanContinue));
        await using (var db = database.Open())
        {
            var replay = await database.Log.ReadEventsAsync(hello.ReplyId, 0, Token);
            Assert.Equal(text, string.Concat(replay!.Events.Select(e => e.Text)));
            Assert.Equal(text, db.Messages.Single(m => m.Id == hello.ReplyId).Text);
        }

        var more = new HubReplyRequest(hello.SessionId, hello.MessageId, Guid.CreateVersion7(), hello.ReplyId);
        Assert.Equal("accepted", (await again.InvokeAsync<HubAnswer>("Reply", more, Token)).Kind);
        var (whole, last) = await Guest.ReadAsync(again, more.ReplyId).WaitAsync(TurnTests.Patience, Token);
        Assert.Equal((Whole, ReplyOutcome.Completed), (whole, last.Outcome));
        await guest.DisposeAsync();
    }

    [Fact]
    public async Task A_server_that_is_told_to_go_keeps_its_replies_before_it_goes()
    {
        using var server = await ChildServer.StartAsync(Settings(), ChildServer.FreePort());
        await using var guest = new Guest(server.Address);
        (await guest.Http.GetAsync(new Uri("/", UriKind.Relative), Token)).EnsureSuccessStatusCode();
        var hub = await guest.ConnectAsync(resume: false);
        var hello = Guest.Hello();
        await hub.InvokeAsync<HubAnswer>("Send", hello, Token);
        await foreach (var news in hub.StreamAsync<ReplyEvent>("Stream", hello.ReplyId, 0L, Token))
        {
            if (news is ReplyEvent.Delta { Seq: > 2 }) break;
        }
        Assert.Equal(0, await server.TerminateAsync());
        var replay = await database.Log.ReadEventsAsync(hello.ReplyId, 0, Token);
        Assert.Equal(ReplyOutcome.Interrupted, replay!.Ending?.Outcome);
        Assert.Equal(string.Concat(replay.Events.Select(e => e.Text)), replay.Ending!.Text);
    }

    public async ValueTask InitializeAsync()
    {
        await database.StartAsync();
        Directory.CreateDirectory(_folder);
        await File.WriteAllTextAsync(Script, JsonSerializer.Serialize(new { wordsPerSecond = 60, rules = Array.Empty<object>(), otherwise = new[] { Whole } }), Token);
    }

    public ValueTask DisposeAsync()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private Dictionary<string, string?> Settings()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Data:Folder"] = _folder,
            ["Models:Default"] = "slow",
            ["Models:Catalogue:slow:Provider"] = "Scripted",
            ["Models:Catalogue:slow:Path"] = Script,
            ["Chat:HeartbeatInterval"] = "00:00:00.5",
            // A busy machine holds up a server that has just started for seconds; it must not take its own replies for dead.
            ["Chat:StaleAfter"] = "00:00:10",
            ["Chat:SweepInterval"] = "00:00:00.2",
        };
        foreach (var (key, value) in database.Configuration) settings[key] = value;
        return settings;
    }

    /// <summary>What had arrived when the line went dead.</summary>
    private static async Task<string> ReadUntilKilledAsync(HubConnection hub, Guid replyId, ChildServer server)
    {
        var seen = "";
        var killed = false;
        try
        {
            await foreach (var news in hub.StreamAsync<ReplyEvent>("Stream", replyId, 0L, Token))
            {
                if (news is ReplyEvent.Delta delta) seen += delta.Text;
                if (news is ReplyEvent.Ended end) Assert.Fail($"It ended before the server was killed: {end.Outcome}, {end.Cause}");
                if (killed || seen.Length < 200) continue;
                server.Kill();
                killed = true;
            }
        }
        catch (Exception) when (killed)
        {
            // The server is gone.
        }
        return seen;
    }
}

public sealed class SqliteKilledServerTests(SqliteTestDatabase database) : KilledServerTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresKilledServerTests(PostgresTestDatabase database) : KilledServerTests(database), IClassFixture<PostgresTestDatabase>;
