using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CollabLLM.EndToEnd.Tests;

public sealed class ComposerJourneys(BrowserFixture browser)
{
    [Fact]
    public async Task Enter_that_ends_a_composition_sends_nothing()
    {
        var (page, chat) = await OpenAsync();
        await chat.Field.FillAsync("日本");
        await chat.Field.EvaluateAsync("""
            e => {
              e.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
              e.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }));
              e.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }));
              // Safari sends the same Enter once more, after the end.
              e.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
            }
            """);
        await Expect(chat.Field).ToHaveValueAsync("日本");
        await Expect(chat.Replies).ToHaveCountAsync(0);
        await page.WaitForTimeoutAsync(100);
        await chat.Field.PressAsync("Enter");
        await chat.FinishedAsync();
        await Expect(page.Locator(".bubble")).ToHaveTextAsync("日本");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task What_is_written_during_a_reply_is_sent_after_it()
    {
        var (page, chat) = await OpenAsync();
        await chat.SendAsync("a long one");
        await chat.LiveAsync();
        await Expect(chat.Slot).ToHaveAttributeAsync("data-slot", "stop");
        await chat.Field.FillAsync("and then this");
        await Expect(chat.Slot).ToHaveAttributeAsync("data-slot", "queue");
        await chat.Slot.ClickAsync();
        await Expect(page.Locator(".composer-hint")).ToHaveTextAsync("Will be sent after this reply");
        await Expect(page.Locator(".bubble")).ToHaveTextAsync(["a long one", "and then this"]);
        await Expect(chat.LastReply).ToContainTextAsync("to: and then this");
        await Expect(chat.Replies.First).ToContainTextAsync("Sentence 50");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_page_follows_the_end_until_somebody_scrolls_away_from_it()
    {
        var (page, chat) = await OpenAsync(height: 480);
        await chat.SendAsync("a long one, slowly");
        await Expect(chat.LastReply).ToContainTextAsync("Sentence 14");
        Assert.True(await AtEndAsync(page));
        await page.Locator(".thread").HoverAsync();
        await page.Mouse.WheelAsync(0, -300);
        await Expect(page.Locator(".to-end")).ToBeVisibleAsync();
        var place = await page.Locator(".thread").EvaluateAsync<double>("e => e.scrollTop");
        await Expect(chat.LastReply).ToContainTextAsync("Sentence 22");
        Assert.Equal(place, await page.Locator(".thread").EvaluateAsync<double>("e => e.scrollTop"));
        await page.Locator(".to-end").ClickAsync();
        await Expect(page.Locator(".to-end")).ToBeHiddenAsync();
        await Expect(chat.LastReply).ToContainTextAsync("Sentence 27");
        Assert.True(await AtEndAsync(page));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_skipped_card_says_what_is_assumed_and_another_message_leaves_it_unanswered()
    {
        var (page, chat) = await OpenAsync();
        await chat.SendAsync("a toast");
        await chat.FinishedAsync();
        await Expect(page.Locator(".card-foot")).ToContainTextAsync("If you skip: about 3 minutes, warm, one light joke.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Skip and draft" }).ClickAsync();
        await Expect(page.Locator(".slip.skipped").First).ToContainTextAsync("about 3 minutes, warm, one light joke.");

        await chat.OpenAsync();
        await chat.SendAsync("another toast");
        await chat.FinishedAsync();
        await chat.Field.FillAsync("something else");
        await chat.Slot.ClickAsync();
        await Expect(page.Locator(".slip.skipped")).ToContainTextAsync("Not answered");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_starter_fills_the_field_and_sends_nothing()
    {
        var (page, chat) = await OpenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "I am not sure yet, ask me" }).ClickAsync();
        await Expect(chat.Field).ToHaveValueAsync("I am not sure yet what I need. Ask me.");
        await Expect(chat.Field).ToBeFocusedAsync();
        await Expect(chat.Replies).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }

    private async Task<(IPage Page, ChatDriver Chat)> OpenAsync(int height = 800)
    {
        var page = await browser.NewPageAsync(height: height);
        await page.Chat().OpenAsync();
        await page.Locator(".composer[data-draft]").WaitForAsync();
        return (page, page.Chat());
    }

    private static Task<bool> AtEndAsync(IPage page) =>
        page.Locator(".thread").EvaluateAsync<bool>("e => e.scrollHeight - e.scrollTop - e.clientHeight < 4");
}
