using Microsoft.Playwright;

namespace CollabLLM.EndToEnd.Tests;

/// <summary>The pages beside the chat. The chat itself is looked at in all its states by <see cref="Screenshots"/>.</summary>
public sealed class AccessibilityTests(BrowserFixture browser)
{
    [Theory]
    [InlineData("light", 1280)]
    [InlineData("dark", 1280)]
    [InlineData("light", 390)]
    public async Task Other_pages_have_no_violation_that_axe_finds(string theme, int width)
    {
        var page = await browser.NewPageAsync(width, 800, theme);
        foreach (var (path, heading) in new[] { ("/nothing-here", "There is no such page"), ("/c/00000000-0000-7000-8000-000000000000", "There is no such chat"), ("/error", "Something went wrong") })
        {
            await page.GotoAsync(path);
            await page.GetByRole(AriaRole.Heading, new() { Name = heading }).WaitForAsync();
            await page.AssertAccessibleAsync($"{path}, {theme}, {width}");
        }
        await page.Context.CloseAsync();
    }
}
