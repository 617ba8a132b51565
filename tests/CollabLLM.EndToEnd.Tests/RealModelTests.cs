using CollabLLM.Core.Conversations;
using CollabLLM.Data;
using CollabLLM.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Microsoft.Playwright.Assertions;

namespace CollabLLM.EndToEnd.Tests;

/// <summary>Nothing is played here: the built-in decoder, a real small model, a browser.</summary>
public sealed class RealModelTests(BrowserFixture browser)
{
    private static readonly string[] Said =
    [
        "Hello, who are you?", "Name a fruit.", "And a vegetable?", "Which of them is sweeter?", "Write one short sentence about it.",
        "Make it shorter.", "Now in a friendly tone.", "Give it a title.", "Count to five.", "Thank you, goodbye.",
    ];

    [Fact]
    public async Task A_conversation_of_ten_turns_is_held_kept_and_shown_again()
    {
        await using var host = AppHost.StartWithCatalogue(
            ("Models:Catalogue:smollm2:Path", SharedFolder.Require("models/SmolLM2-135M-Instruct.Q4_1.gguf")),
            ("Models:Catalogue:smollm2:Title", "SmolLM2 135M"),
            ("Chat:MaxOutputTokens", "40"));
        var page = await browser.NewPageAsync(host: host);
        page.Context.SetDefaultTimeout(90_000);
        var chat = page.Chat();
        await chat.OpenAsync();
        for (var turn = 0; turn < Said.Length; turn++)
        {
            await chat.SendAsync(Said[turn]);
            await Expect(page.Locator(".turn.reply[data-outcome]:not([data-live])")).ToHaveCountAsync(turn + 1, new() { Timeout = 90_000 });
        }
        await page.TakeAsync("smollm2");
        var shown = await page.ShownAsync();
        await page.ReloadAsync();
        await Expect(chat.Replies).ToHaveCountAsync(Said.Length);
        Assert.Equal(shown, await page.ShownAsync());

        await using var db = await host.Services.GetRequiredService<IDbContextFactory<AppDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        var replies = await db.Replies.ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Said.Length, replies.Count);
        Assert.All(replies, r => Assert.Equal(ReplyOutcome.Completed, r.Outcome));
        Assert.All(replies, r => Assert.InRange(r.OutputTokens ?? 0, 1, 41));
        // The conversation so far is not read again each time.
        Assert.All(replies.OrderBy(r => r.StartedAt).Skip(1), r => Assert.True(r.CachedInputTokens > 0, $"{r.InputTokens} tokens read, {r.CachedInputTokens} of them known"));
        await page.Context.CloseAsync();
    }
}
