using CollabLLM.Core.Conversations;
using CollabLLM.Data;
using CollabLLM.Data.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CollabLLM.EndToEnd.Tests;

/// <summary>How often a page asks the database until it stands there and works, with an application of its own to count at.</summary>
public sealed class QueryTests(BrowserFixture browser) : IAsyncLifetime
{
    private const int Most = 10;
    private AppHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        // What the server asks for itself, every now and then, is no page's.
        _host = AppHost.Start(("Chat:HeartbeatInterval", "00:01:00"), ("Chat:SweepInterval", "00:01:00"), ("Chat:StaleAfter", "00:10:00"));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Every_page_asks_the_database_at_most_ten_times()
    {
        var page = await browser.NewPageAsync();
        await CountAsync(page, "/", 1);
        await page.Chat().SendAsync("hello");
        await page.Chat().FinishedAsync();
        var chat = new Uri(page.Url).AbsolutePath;

        await CountAsync(page, chat, 2);
        await CountAsync(page, "/", 1);
        await CountAsync(page, $"/c/{await AddLongChatAsync()}", 2);
        await CountAsync(page, $"/c/{Guid.NewGuid()}", 1);
        await CountAsync(page, "/no/such/page", 0);
        await CountAsync(page, "/error", 0);
    }

    [Fact]
    public async Task Chat_that_is_being_answered_asks_at_most_ten_times()
    {
        _host.Model.Pause = TimeSpan.FromMinutes(10);
        var page = await browser.NewPageAsync();
        await CountAsync(page, "/", 1);
        await page.Chat().SendAsync("a long one");
        await page.Chat().LiveAsync();
        await CountAsync(page, new Uri(page.Url).AbsolutePath, 2);
    }

    [Fact]
    public async Task Search_asks_at_most_ten_times()
    {
        var page = await browser.NewPageAsync();
        await CountAsync(page, "/", 1);
        await page.Chat().SendAsync("hello needle");
        await page.Chat().FinishedAsync();
        await CountAsync(page, "/", 1);
        await page.Keyboard.PressAsync("Control+k");
        var field = page.Locator(".rail input");
        await field.WaitForAsync();
        await SettledAsync();
        _host.Queries.Reset();
        await field.FillAsync("needle");
        await page.Locator(".rail mark").First.WaitForAsync();
        Check("search", 1, await SettledAsync());
    }

    private async Task CountAsync(IPage page, string path, int least)
    {
        // What the page that is left still asks is not the next one's.
        await page.GotoAsync("about:blank");
        await SettledAsync();
        _host.Queries.Reset();
        await page.GotoAsync(new Uri(_host.Address, path).ToString());
        await page.Locator("#composer-text, h1").First.WaitForAsync();
        Check(path, least, await SettledAsync());
    }

    private void Check(string what, int least, int count) =>
        Assert.True(count >= least && count <= Most, $"{what}: {count} queries\n{string.Join("\n\n", _host.Queries.Commands)}");

    /// <summary>The count once the page has not asked for half a second.</summary>
    private async Task<int> SettledAsync()
    {
        var before = -1;
        while (before != _host.Queries.Count)
        {
            before = _host.Queries.Count;
            await Task.Delay(500, Token);
        }
        return before;
    }

    /// <summary>Two hundred messages of the person whose chat is there already.</summary>
    private async Task<Guid> AddLongChatAsync()
    {
        var log = _host.Services.GetRequiredService<SessionLog>();
        await using var db = await _host.Services.GetRequiredService<IDbContextFactory<AppDb>>().CreateDbContextAsync(Token);
        var (person, session, parent) = (await db.Sessions.Select(s => s.PersonId).Distinct().SingleAsync(Token), Guid.CreateVersion7(), (Guid?)null);
        for (var i = 0; i < 100; i++)
        {
            var request = new SendRequest
            {
                PersonId = person,
                SessionId = session,
                MessageId = Guid.CreateVersion7(),
                ReplyId = Guid.CreateVersion7(),
                ParentId = parent,
                Text = $"Question {i}",
                ModelName = "collab",
                Producer = "tests",
            };
            Assert.IsType<StartOutcome.Accepted>(await log.SendAsync(request, Token));
            await log.AppendEventsAsync([new ReplyDelta(request.ReplyId, 1, $"Answer {i} with **words**.")], Token);
            await log.EndReplyAsync(new ReplyEnding(request.ReplyId, ReplyOutcome.Completed), Token);
            parent = request.ReplyId;
        }
        return session;
    }
}
