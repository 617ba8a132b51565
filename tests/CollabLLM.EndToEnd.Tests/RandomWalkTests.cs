using System.Text.RegularExpressions;
using CollabLLM.Core.Conversations;
using CollabLLM.Data;
using CollabLLM.Data.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CollabLLM.EndToEnd.Tests;

/// <summary>
/// A person who does anything at any time. Whatever happens: text on the screen never shrinks, blanks or reorders, every reply ends,
/// and after a reload the page shows what the log holds. <c>COLLAB_WALK_SEED</c> and <c>COLLAB_WALK_STEPS</c> choose another walk.
/// </summary>
public sealed partial class RandomWalkTests(BrowserFixture browser)
{
    private static readonly int Steps = int.Parse(Environment.GetEnvironmentVariable("COLLAB_WALK_STEPS") ?? "25", System.Globalization.CultureInfo.InvariantCulture);
    private readonly List<string> _done = [];
    private IPage _page = null!;
    private ChatDriver _chat = null!;

    public static TheoryData<int> Seeds => Environment.GetEnvironmentVariable("COLLAB_WALK_SEED") is { } seed
        ? [int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture)]
        : [1, 2];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Nothing_on_the_screen_is_ever_lost(int seed)
    {
        var random = new Random(seed);
        _page = await browser.NewPageAsync();
        await using var line = new CuttableProxy(browser.Host.Address.Port);
        _chat = _page.Chat();
        await _page.WatchAsync();
        await _chat.OpenAsync(line.Address.ToString());
        await _chat.SendAsync("a long one to begin with");
        var session = Guid.Parse(SessionId().Match(_page.Url).Groups[1].Value);

        for (var step = 0; step < Steps; step++)
        {
            await StepAsync(random, step, line);
            await Task.Delay(random.Next(50, 700), TestContext.Current.CancellationToken);
            Assert.True(await _page.BrokenAsync() is [], $"seed {seed}: {string.Join(", ", _done)}: {string.Join("; ", await _page.BrokenAsync())}");
        }

        await Expect(_page.Locator("[data-live]")).ToHaveCountAsync(0);
        await _page.ReloadAsync();
        await _chat.FinishedAsync();
        await AssertShowsTheLogAsync(session, $"seed {seed}: {string.Join(", ", _done)}");
        await _page.Context.CloseAsync();
    }

    private async Task StepAsync(Random random, int step, CuttableProxy line)
    {
        var running = await _page.Locator("[data-live]").CountAsync() > 0;
        (string Name, Func<Task> Act) chosen = random.Next(9) switch
        {
            0 or 1 => ("send", () => WriteAsync($"{(random.Next(2) == 0 ? "a long one" : "short")}, number {step}")),
            2 => ("stop", () => _page.Keyboard.PressAsync("Escape")),
            3 when !running => ("again", () => ClickAsync(_chat.LastReply.GetByRole(AriaRole.Button, new() { Name = "Write it again" }))),
            4 when !running => ("edit", () => EditAsync($"a long one, edited at {step}")),
            5 => ("before", () => ClickAsync(_page.GetByRole(AriaRole.Button, new() { Name = "Version before" }).Last)),
            6 => ("after", () => ClickAsync(_page.GetByRole(AriaRole.Button, new() { Name = "Version after" }).Last)),
            7 => ("reload", async () => { await _page.ReloadAsync(); await _chat.Field.WaitForAsync(); }),
            8 => ("cut", () => CutAsync(line, random.Next(200, 3000))),
            _ => ("wait", () => Task.Delay(random.Next(500), TestContext.Current.CancellationToken)),
        };
        _done.Add(chosen.Name);
        await chosen.Act();
    }

    /// <summary>While a reply is written, the message is sent after it.</summary>
    private async Task WriteAsync(string text)
    {
        await _chat.Field.FillAsync(text);
        await ClickAsync(_chat.Slot);
    }

    private async Task EditAsync(string text)
    {
        await _chat.Field.FillAsync("");
        await _chat.Field.PressAsync("ArrowUp");
        var edit = _page.GetByLabel("Edit your message");
        try
        {
            await edit.FillAsync(text, new() { Timeout = 2000 });
            await edit.PressAsync("Control+Enter", new() { Timeout = 2000 });
        }
        catch (TimeoutException)
        {
            // A queued message went out at this moment: there is nothing to edit.
        }
    }

    private async Task CutAsync(CuttableProxy line, int milliseconds)
    {
        line.Cut();
        await Task.Delay(milliseconds, TestContext.Current.CancellationToken);
        line.Mend();
        await Expect(_page.Locator("html")).Not.ToHaveClassAsync(OfflineClass());
        await _chat.Field.WaitForAsync();
    }

    /// <summary>What is not there or not allowed in this moment is not done.</summary>
    private static async Task ClickAsync(ILocator button)
    {
        try
        {
            await button.ClickAsync(new() { Timeout = 700 });
        }
        catch (Exception e) when (e is TimeoutException or PlaywrightException)
        {
            // The walk goes on elsewhere.
        }
    }

    private async Task AssertShowsTheLogAsync(Guid sessionId, string walk)
    {
        await using var db = await browser.Host.Services.GetRequiredService<IDbContextFactory<AppDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        var person = await db.Sessions.Where(s => s.Id == sessionId).Select(s => s.PersonId).SingleAsync(TestContext.Current.CancellationToken);
        var view = (await db.LoadAsync(sessionId, person, TestContext.Current.CancellationToken))!;
        var shown = await _page.ShownAsync();
        Assert.True(view.Path.Select(m => m.Id).SequenceEqual(shown.Select(s => s.Id)), walk);
        foreach (var (message, words) in view.Path.Zip(shown, (m, s) => (m, s.Words)))
        {
            Assert.True(ChatJourneys.Words(message.Text) == words, $"{walk}: {message.Id} holds “{message.Text}” and shows “{words}”");
        }
        // Byte for byte: a person's message stands in the page as it was written, a reply is what its copy button gives.
        foreach (var message in view.Path)
        {
            var turn = _page.Locator($"[data-message='{message.Id}']");
            var given = message.Role == MessageRole.User ? await turn.Locator(".bubble").EvaluateAsync<string>("e => e.textContent") : await CopiedAsync(turn);
            Assert.Equal(message.Text, given);
        }
        Assert.Equal(0, await db.Replies.CountAsync(r => r.SessionId == sessionId && r.Outcome == null, TestContext.Current.CancellationToken));
    }

    private async Task<string> CopiedAsync(ILocator turn)
    {
        await _page.EvaluateAsync("() => { window.copied = null; collabPage.copy = text => { window.copied = text; return true; }; }");
        await turn.HoverAsync();
        await turn.GetByRole(AriaRole.Button, new() { Name = "Copy", Exact = true }).ClickAsync();
        await _page.WaitForFunctionAsync("() => window.copied !== null");
        return await _page.EvaluateAsync<string>("() => window.copied");
    }

    [GeneratedRegex("/c/([0-9a-f-]{36})")]
    private static partial Regex SessionId();

    [GeneratedRegex(@"\boffline\b")]
    private static partial Regex OfflineClass();
}
