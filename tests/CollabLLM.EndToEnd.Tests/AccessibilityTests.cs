using System.Text.Json;

namespace CollabLLM.EndToEnd.Tests;

public sealed class AccessibilityTests(BrowserFixture browser)
{
    [Theory]
    [InlineData("light", 1280)]
    [InlineData("dark", 1280)]
    [InlineData("light", 390)]
    public async Task Pages_have_no_violation_that_axe_finds(string theme, int width)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "axe.min.js");
        var page = await browser.NewPageAsync(width, 800, theme);
        var chat = page.Chat();
        await chat.OpenAsync();
        await AssertCleanAsync("empty");
        await chat.SendAsync("a rich one");
        await chat.FinishedAsync();
        await AssertCleanAsync("reply");
        await page.GotoAsync("/");
        await chat.SendAsync("a toast, not too long");
        await chat.FinishedAsync();
        await AssertCleanAsync("card");
        await page.GotoAsync("/nothing-here");
        await page.GetByText("There is no such page").WaitForAsync();
        await AssertCleanAsync("not found");

        async Task AssertCleanAsync(string where)
        {
            await page.EvaluateAsync(await File.ReadAllTextAsync(script, TestContext.Current.CancellationToken));
            var found = await page.EvaluateAsync<JsonElement>("() => axe.run(document).then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).slice(0, 4).join(', ')))");
            Assert.True(found.GetArrayLength() == 0, $"{where}, {theme}, {width}: {found}");
        }
    }
}
