using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CollabLLM.EndToEnd.Tests;

/// <summary>One slot, and two people who want it.</summary>
public sealed class QueueJourneys(BrowserFixture browser)
{
    [Fact]
    public async Task Who_waits_sees_the_place_and_can_leave_the_line()
    {
        var script = Path.GetTempFileName();
        // Half a minute: the others must come while the first is still being answered, on a busy machine too.
        var reply = string.Join(' ', Enumerable.Range(1, 120));
        await File.WriteAllTextAsync(script, $$"""{ "wordsPerSecond": 4, "otherwise": ["{{reply}}"] }""", TestContext.Current.CancellationToken);
        await using var host = AppHost.StartWithCatalogue(
            ("Models:Catalogue:narrow:Provider", "Scripted"), ("Models:Catalogue:narrow:Path", script), ("Models:Catalogue:narrow:Slots", "1"), ("Models:Default", "narrow"));
        var (first, second, third) = (await browser.NewPageAsync(host: host), await browser.NewPageAsync(host: host), await browser.NewPageAsync(host: host));
        foreach (var page in new[] { first, second, third })
        {
            await page.Chat().OpenAsync();
            await page.Chat().SendAsync("Count, please.");
            if (page == first) await Expect(page.Chat().LastReply).ToContainTextAsync("1 2");
            else await page.GetByText("in line").WaitForAsync();
        }
        await Expect(second.Locator(".notice")).ToContainTextAsync("1st in line");
        await Expect(third.Locator(".notice")).ToContainTextAsync("2nd in line");
        await second.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await second.Chat().FinishedAsync();
        await Expect(third.Locator(".notice")).ToContainTextAsync("1st in line");
        await Expect(third.Chat().LastReply).ToContainTextAsync("1 2", new() { Timeout = 60_000 });
        foreach (var page in new[] { first, second, third }) await page.Context.CloseAsync();
        File.Delete(script);
    }
}
