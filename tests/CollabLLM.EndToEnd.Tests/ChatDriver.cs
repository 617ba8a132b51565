using Microsoft.Playwright;

namespace CollabLLM.EndToEnd.Tests;

/// <summary>What a person does on the page.</summary>
internal sealed class ChatDriver(IPage page)
{
    public ILocator Field => page.Locator("#composer-text");

    public ILocator Slot => page.Locator(".slot");

    public ILocator Replies => page.Locator(".turn.reply");

    public ILocator LastReply => Replies.Last;

    public async Task OpenAsync(string path = "/")
    {
        await page.GotoAsync(path);
        await Field.WaitForAsync();
    }

    public async Task SendAsync(string text)
    {
        await Field.WaitForAsync();
        await Field.FillAsync(text);
        await page.Locator(".slot[data-slot=send]").WaitForAsync();
        await Slot.ClickAsync();
        await page.WaitForURLAsync("**/c/*");
    }

    public Task LiveAsync() => page.Locator("[data-live]").WaitForAsync();

    public Task FinishedAsync() => page.Locator(".turn.reply[data-outcome]:not([data-live])").Last.WaitForAsync();

    public async Task<string> BodyAsync() => await LastReply.Locator(".reply-body").InnerTextAsync();
}
