using Microsoft.Playwright;

namespace CollabLLM.EndToEnd.Tests;

/// <summary>
/// Every part of the page in its states: nothing sticks out, axe finds nothing, the console has no complaint. The pictures are those of the
/// documentation.
/// </summary>
public sealed class Screenshots(BrowserFixture browser)
{
    private readonly List<string> _complaints = [];
    private IPage _page = null!;
    private string _name = "";
    private bool _kept;

    [Theory]
    [InlineData("chat-light", 1280, 800, "light")]
    [InlineData("chat-dark", 1280, 800, "dark")]
    [InlineData("chat-phone", 390, 844, "light")]
    [InlineData("chat-small-phone-dark", 360, 640, "dark")]
    [InlineData("chat-tablet", 900, 1100, "light")]
    public async Task Page_in_all_its_states(string name, int width, int height, string theme)
    {
        (_page, _name) = (await browser.NewPageAsync(width, height, theme), name);
        // The three of the documentation.
        _kept = name is "chat-light" or "chat-dark" or "chat-phone";
        _page.Console += (_, message) => { if (message.Type is "error" or "warning") _complaints.Add(message.Text); };
        _page.PageError += (_, error) => _complaints.Add(error);
        var chat = _page.Chat();

        await chat.OpenAsync();
        await _page.GetByRole(AriaRole.Heading, new() { Name = "What are we writing?" }).WaitForAsync();
        await TakeAsync("empty");

        await chat.SendAsync("Letter to the landlord, boiler, rich");
        await chat.FinishedAsync();
        await _page.Locator(".katex").First.WaitForAsync();
        await _page.Locator(".hljs").First.WaitForAsync();
        await TakeAsync("rich");
        await _page.GetByRole(AriaRole.Button, new() { Name = "Bad reply" }).ClickAsync();
        await _page.GetByText("What was wrong?").WaitForAsync();
        await TakeAsync("feedback");

        await chat.OpenAsync();
        await chat.SendAsync("Cover letter, hospital pharmacy, a long one");
        await Assertions.Expect(chat.LastReply).ToContainTextAsync("Sentence 14");
        await TakeAsync("streaming");
        await _page.Keyboard.PressAsync("Escape");
        await chat.FinishedAsync();
        await TakeAsync("stopped");
        await _page.Locator(".turn.person").HoverAsync();
        await _page.GetByRole(AriaRole.Button, new() { Name = "Edit this message" }).ClickAsync();
        await _page.Locator(".edit").WaitForAsync();
        await TakeAsync("edit");

        await chat.OpenAsync();
        await chat.SendAsync("Please fail");
        await chat.FinishedAsync();
        await TakeAsync("failed");

        await chat.OpenAsync();
        await chat.SendAsync("A toast for my brother’s wedding on Saturday. Not too long.");
        await chat.FinishedAsync();
        await TakeAsync(_kept ? null : "card");
        var first = _page.Locator(".ask").First;
        await first.GetByRole(AriaRole.Radio).Nth(1).ClickAsync();
        if (width < 768) await _page.GetByRole(AriaRole.Button, new() { Name = "Next question" }).ClickAsync();
        await _page.Locator(".ask").Nth(1).Locator("input").FillAsync("about 3 minutes");
        await TakeAsync("answering");
        await _page.GetByRole(AriaRole.Button, new() { Name = "Send answers" }).ClickAsync();
        await Assertions.Expect(_page.Locator(".document")).ToContainTextAsync("He still does not.");
        await _page.Locator("[data-live]").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await TakeAsync("document");

        await _page.EvaluateAsync("() => document.getElementById('components-reconnect-modal').classList.add('components-reconnect-show')");
        await TakeAsync("offline");
        await _page.EvaluateAsync("() => document.getElementById('components-reconnect-modal').classList.remove('components-reconnect-show')");

        await MenusAsync(width);
        Assert.Empty(_complaints);
        await _page.Context.CloseAsync();
    }

    private async Task MenusAsync(int width)
    {
        await MenuAsync("Model: Collab 8B", "models");
        await MenuAsync("More about this chat", "more");
        if (width < 768) await _page.GetByRole(AriaRole.Button, new() { Name = "Chats", Exact = true }).ClickAsync();
        else if (width < 1280) await _page.Keyboard.PressAsync("Control+Shift+S");
        await MenuAsync("More about A toast", "row");
        await MenuAsync("Settings", "settings");
        await _page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await _page.GetByLabel("Search in your chats").FillAsync("walk home");
        await _page.Locator(".snippet mark").First.WaitForAsync();
        await TakeAsync("search");
        await _page.Keyboard.PressAsync("Escape");
        if (width < 768) return;
        await Assertions.Expect(_page.GetByRole(AriaRole.Button, new() { Name = "Search" })).ToBeFocusedAsync();
        await _page.Keyboard.PressAsync("?");
        await _page.GetByRole(AriaRole.Dialog, new() { Name = "Keys" }).WaitForAsync();
        await TakeAsync("keys");
    }

    private async Task MenuAsync(string button, string state)
    {
        await _page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        await _page.MenuSettledAsync();
        await TakeAsync(state);
        await _page.Keyboard.PressAsync("Escape");
        await _page.Locator(".menu-pop").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    private async Task TakeAsync(string? state)
    {
        await _page.TakeAsync(_name, state);
        var wide = await _page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('main *, .rail *, .mud-dialog-container *')]
                .filter(e => { const r = e.getBoundingClientRect(); return r.right > innerWidth + 1 || e.closest('.menu-pop') && (r.left < 0 || r.bottom > innerHeight || r.top < 0); })
                .filter(e => !e.closest('pre, table, .rail:not(:hover)') && getComputedStyle(e).visibility !== 'hidden' && e.checkVisibility())
                .map(e => e.tagName + '.' + e.className).slice(0, 5)
            """);
        Assert.True(wide.Length == 0, $"{_name} {state}: sticks out: {string.Join(", ", wide)}");
        if (_kept) await _page.AssertAccessibleAsync($"{_name} {state}");
    }
}
