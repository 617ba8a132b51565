using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CollabLLM.EndToEnd.Tests;

public sealed class ChatJourneys(BrowserFixture browser)
{
    [Fact]
    public async Task Reload_in_the_middle_of_a_reply_goes_on_with_it()
    {
        var page = await browser.NewPageAsync();
        var chat = page.Chat();
        await chat.OpenAsync();
        await chat.SendAsync("a long one");
        await Expect(chat.LastReply).ToContainTextAsync("Sentence 3");
        await page.ReloadAsync();
        await chat.LiveAsync();
        await Expect(chat.LastReply).ToContainTextAsync("Sentence 3");
        await chat.FinishedAsync();
        var expected = PlayedModel.Long(2000);
        Assert.Equal(Words(expected), Words(await chat.BodyAsync()));
    }

    [Fact]
    public async Task Stop_keeps_what_was_seen_and_continue_goes_on_from_it()
    {
        var page = await browser.NewPageAsync();
        var chat = page.Chat();
        await chat.OpenAsync();
        await chat.SendAsync("a long one");
        await Expect(chat.LastReply).ToContainTextAsync("Sentence 4");
        await page.Keyboard.PressAsync("Escape");
        await chat.FinishedAsync();
        await Expect(chat.LastReply).ToContainTextAsync("You stopped here.");
        var kept = Words(await chat.BodyAsync());
        Assert.StartsWith(kept, Words(PlayedModel.Long(2000)), StringComparison.Ordinal);
        await page.ReloadAsync();
        await chat.FinishedAsync();
        Assert.Equal(kept, Words(await chat.BodyAsync()));
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Expect(chat.LastReply).ToContainTextAsync("goes on to its end.");
        Assert.StartsWith(kept, Words(await chat.BodyAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writing_again_makes_a_version_and_the_arrows_lead_back()
    {
        var page = await browser.NewPageAsync();
        var chat = page.Chat();
        await chat.OpenAsync();
        await chat.SendAsync("hello");
        await chat.FinishedAsync();
        var first = await chat.BodyAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Write it again" }).ClickAsync();
        await Expect(chat.LastReply.GetByText("2 / 2")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Version before" }).ClickAsync();
        await Expect(chat.LastReply.GetByText("1 / 2")).ToBeVisibleAsync();
        Assert.Equal(first, await chat.BodyAsync());
    }

    [Fact]
    public async Task Arrow_up_edits_the_last_message_and_keeps_the_earlier_one()
    {
        var page = await browser.NewPageAsync();
        var chat = page.Chat();
        await chat.OpenAsync();
        await chat.SendAsync("hello");
        await chat.FinishedAsync();
        await chat.Field.PressAsync("ArrowUp");
        var edit = page.GetByLabel("Edit your message");
        await edit.FillAsync("hello again");
        await edit.PressAsync("Control+Enter");
        await Expect(chat.LastReply).ToContainTextAsync("to: hello again");
        await Expect(page.Locator(".turn.person .siblings")).ToContainTextAsync("2 / 2");
    }

    [Fact]
    public async Task Question_card_is_answered_with_the_keyboard()
    {
        var page = await browser.NewPageAsync();
        var chat = page.Chat();
        await chat.OpenAsync();
        await chat.SendAsync("a toast, not too long");
        await chat.FinishedAsync();
        await page.Locator(".ask").First.Locator(".chip").First.FocusAsync();
        await page.Keyboard.PressAsync("2");
        await Expect(page.GetByRole(AriaRole.Radio, new() { Name = "How he looks after people" })).ToBeCheckedAsync();
        await page.Locator(".ask").Nth(1).Locator("input").FillAsync("two minutes");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator(".slip").First).ToContainTextAsync("How he looks after people");
        await Expect(page.Locator(".slip").Nth(1)).ToContainTextAsync("two minutes");
        await Expect(page.Locator(".document")).ToContainTextAsync("For Jonas and Lena");
    }

    [Fact]
    public async Task Draft_survives_a_reload()
    {
        var page = await browser.NewPageAsync();
        var chat = page.Chat();
        await chat.OpenAsync();
        await chat.Field.FillAsync("not sent yet");
        await page.ReloadAsync();
        await Expect(chat.Field).ToHaveValueAsync("not sent yet");
    }

    [Fact]
    public async Task Paste_of_200_KB_is_sent_whole()
    {
        var page = await browser.NewPageAsync();
        var chat = page.Chat();
        await chat.OpenAsync();
        var text = string.Concat(Enumerable.Repeat("0123456789abcdefghi\n", 10_240)).TrimEnd();
        await chat.Field.EvaluateAsync("(e, t) => { e.value = t; e.dispatchEvent(new Event('input')); }", text);
        await chat.Slot.ClickAsync();
        await page.WaitForURLAsync("**/c/*");
        await chat.FinishedAsync();
        Assert.Equal(text, await page.Locator(".bubble").EvaluateAsync<string>("e => e.textContent"));
    }

    [Fact]
    public async Task Network_cut_in_the_middle_of_a_reply_loses_nothing()
    {
        var page = await browser.NewPageAsync();
        var chat = page.Chat();
        await chat.OpenAsync();
        await chat.SendAsync("a long one");
        await Expect(chat.LastReply).ToContainTextAsync("Sentence 2");
        await page.Context.SetOfflineAsync(true);
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        await page.Context.SetOfflineAsync(false);
        await chat.FinishedAsync();
        Assert.Equal(Words(PlayedModel.Long(2000)), Words(await chat.BodyAsync()));
    }

    [Fact]
    public async Task Reply_of_2000_characters_at_50_tokens_a_second_sends_at_most_30_KB()
    {
        var page = await browser.NewPageAsync();
        var chat = page.Chat();
        await chat.OpenAsync();
        var received = 0L;
        await using var session = new CdpBytes(await page.Context.NewCDPSessionAsync(page));
        await chat.SendAsync("hello");
        await chat.FinishedAsync();
        await session.StartAsync();
        await chat.Field.FillAsync("a long one, slowly");
        await chat.Slot.ClickAsync();
        await Expect(chat.Replies).ToHaveCountAsync(2);
        await chat.FinishedAsync();
        await Expect(page.Locator("[data-live]")).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        received = session.Bytes;
        TestContext.Current.SendDiagnosticMessage($"received {received} bytes in {session.Frames.Count} frames");
        Assert.InRange(received, 2000, 30 * 1024);
    }

    internal static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
