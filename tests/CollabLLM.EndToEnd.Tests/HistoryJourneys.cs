using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CollabLLM.EndToEnd.Tests;

public sealed class HistoryJourneys(BrowserFixture browser)
{
    [Fact]
    public async Task A_chat_is_renamed_pinned_found_deleted_and_brought_back()
    {
        var (page, chat) = await NewChatAsync("hello landlord");
        var row = page.Locator(".rail-row");
        await MoreAsync(page, "hello landlord", "Rename");
        await page.GetByLabel("Title", new() { Exact = true }).FillAsync("Boiler");
        await page.Keyboard.PressAsync("Enter");
        await Expect(row).ToContainTextAsync("Boiler");
        await Expect(page.Locator("h1")).ToContainTextAsync("Boiler");
        await MoreAsync(page, "Boiler", "Pin");
        await Expect(page.Locator(".rail-group").First).ToHaveTextAsync("Pinned");

        await page.Keyboard.PressAsync("Control+k");
        await page.GetByLabel("Search in your chats").FillAsync("landlord");
        await Expect(page.Locator(".snippet mark").First).ToHaveTextAsync("landlord");
        await page.GetByLabel("Search in your chats").FillAsync("nowhere");
        await Expect(page.Locator(".rail-note")).ToHaveTextAsync("No chat has these words.");
        await page.Keyboard.PressAsync("Escape");

        await MoreAsync(page, "Boiler", "Delete");
        await Expect(row).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What are we writing?" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await row.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(chat.LastReply).ToContainTextAsync("to: hello landlord");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_temporary_chat_is_in_no_list()
    {
        var page = await browser.NewPageAsync();
        var chat = page.Chat();
        await chat.OpenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Temporary chat" }).ClickAsync();
        await chat.SendAsync("hello, and forget it");
        await chat.FinishedAsync();
        await Expect(page.Locator(".topbar .tag")).ToHaveTextAsync("temporary");
        await Expect(page.Locator(".rail-row")).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_fork_has_the_past_and_its_own_future()
    {
        var (page, chat) = await NewChatAsync("hello");
        var first = await chat.BodyAsync();
        var before = page.Url;
        await chat.LastReply.HoverAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Fork from here" }).ClickAsync();
        await Expect(page.Locator(".rail-row")).ToHaveCountAsync(2);
        await page.WaitForURLAsync(url => url != before);
        await page.Locator($".composer[data-draft='{page.Url[^36..]}']").WaitForAsync();
        Assert.Equal(first, await chat.BodyAsync());
        await chat.Field.FillAsync("and now something else");
        await chat.Slot.ClickAsync();
        await Expect(chat.Replies).ToHaveCountAsync(2);
        await page.GotoAsync(before);
        await Expect(chat.Replies).ToHaveCountAsync(1);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_second_tab_sees_the_same_reply_being_written()
    {
        var page = await browser.NewPageAsync();
        var chat = page.Chat();
        await chat.OpenAsync();
        await chat.SendAsync("a long one");
        var second = await page.Context.NewPageAsync();
        await second.GotoAsync(page.Url);
        await second.Chat().LiveAsync();
        await second.Chat().FinishedAsync();
        await chat.FinishedAsync();
        Assert.Equal(await chat.BodyAsync(), await second.Chat().BodyAsync());
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_word_on_a_reply_is_kept_with_reason_and_comment()
    {
        var (page, _) = await NewChatAsync("hello");
        await page.GetByRole(AriaRole.Button, new() { Name = "Bad reply" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Assumed instead of asking" }).ClickAsync();
        await page.GetByLabel("Comment").FillAsync("It did not ask for the date.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator(".feedback")).ToHaveCountAsync(0);
        await page.ReloadAsync();
        var bad = page.GetByRole(AriaRole.Button, new() { Name = "Bad reply" });
        await Expect(bad).ToHaveAttributeAsync("aria-pressed", "true");
        await page.Context.CloseAsync();
    }

    /// <summary>From the first key to the answered card, without a pointer.</summary>
    [Fact]
    public async Task The_keyboard_is_enough()
    {
        var page = await browser.NewPageAsync();
        var chat = page.Chat();
        await chat.OpenAsync();
        await Expect(chat.Field).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("a toast");
        await page.Keyboard.PressAsync("Shift+Enter");
        await page.Keyboard.TypeAsync("not too long");
        await page.Keyboard.PressAsync("Enter");
        await chat.FinishedAsync();
        await Expect(page.Locator(".bubble")).ToHaveTextAsync("a toast\nnot too long");
        // The card takes no focus by itself; Shift+Tab from the field goes over the reply's actions to it.
        await Expect(chat.Field).ToBeFocusedAsync();
        for (var i = 0; i < 30 && await page.Locator(".ask:focus-within").CountAsync() == 0; i++) await page.Keyboard.PressAsync("Shift+Tab");
        await page.Locator(".card .chip").First.PressAsync("2");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator(".slip").First).ToContainTextAsync("How he looks after people");
        await chat.FinishedAsync();
        await page.Keyboard.PressAsync("Shift+Escape");
        await Expect(chat.Field).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Control+Shift+O");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What are we writing?" })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_finished_reply_is_announced_once_and_not_word_by_word()
    {
        var page = await browser.NewPageAsync();
        var chat = page.Chat();
        await chat.OpenAsync();
        await page.EvaluateAsync("""
            () => { window.said = []; const s = document.querySelector('.dock [role=status]'); new MutationObserver(() => said.push(s.textContent)).observe(s, { childList: true, characterData: true, subtree: true }); }
            """);
        await chat.SendAsync("hello");
        await chat.FinishedAsync();
        await page.WaitForFunctionAsync("() => window.said.some(t => t.startsWith('The reply is finished.'))");
        Assert.Equal(["Writing a reply."], (await page.EvaluateAsync<string[]>("() => window.said")).Where(t => !t.StartsWith("The reply is finished.", StringComparison.Ordinal)).Distinct());
        await page.Context.CloseAsync();
    }

    private async Task<(IPage Page, ChatDriver Chat)> NewChatAsync(string text)
    {
        var page = await browser.NewPageAsync();
        var chat = page.Chat();
        await chat.OpenAsync();
        await chat.SendAsync(text);
        await chat.FinishedAsync();
        return (page, chat);
    }

    private static async Task MoreAsync(IPage page, string title, string act)
    {
        await page.Locator(".rail-row").HoverAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"More about {title}" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = act, Exact = true }).ClickAsync();
    }
}
