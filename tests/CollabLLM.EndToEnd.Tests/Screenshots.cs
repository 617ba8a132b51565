using Microsoft.Playwright;

namespace CollabLLM.EndToEnd.Tests;

/// <summary>The pictures of the documentation. Run with <c>-explicit only</c>; <c>COLLAB_IMAGES</c> names the folder.</summary>
public sealed class Screenshots(BrowserFixture browser)
{
    [Theory(Explicit = true)]
    [InlineData("chat-light", 1280, 800, "light")]
    [InlineData("chat-dark", 1280, 800, "dark")]
    [InlineData("chat-phone", 390, 844, "light")]
    public async Task Picture_of_the_chat(string name, int width, int height, string theme)
    {
        var folder = Directory.CreateDirectory(Environment.GetEnvironmentVariable("COLLAB_IMAGES") ?? Path.GetTempPath()).FullName;
        var page = await browser.NewPageAsync(width, height, theme);
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Heading, new() { Name = "What are we writing?" }).WaitForAsync();
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-empty.png") });
        foreach (var before in new[] { "Letter to the landlord, boiler, rich", "Cover letter, hospital pharmacy" })
        {
            await page.Chat().SendAsync(before);
            await page.Chat().FinishedAsync();
            if (before.Contains("rich", StringComparison.Ordinal)) await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-rich.png") });
            await page.GotoAsync("/");
        }
        await page.Chat().SendAsync("A toast for my brother’s wedding on Saturday. Not too long.");
        await page.Chat().FinishedAsync();
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
        await page.Context.CloseAsync();
    }
}
