using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CollabLLM.EndToEnd.Tests;

/// <summary>What a fresh clone shows: the settings as they ship, and the model that they name. Nothing is played.</summary>
public sealed class BuiltinModelTests(BrowserFixture browser)
{
    /// <summary>What a person answers, by a word of the question.</summary>
    private static readonly (string Word, string Answer)[] Answers =
    [
        ("time", "6 pm"), ("where", "the hidden courtyard"), ("place", "the hidden courtyard"), ("day", "Saturday 4 July"), ("date", "Saturday 4 July"), ("when", "Saturday 4 July"), ("who", "Xenia Toth"), ("occasion", "a birthday party"), ("inviting", "a birthday party"),
    ];

    [Theory]
    [InlineData("builtin", 1280, 800, "light")]
    [InlineData("builtin-phone-dark", 390, 844, "dark")]
    public async Task It_asks_first_and_writes_the_document_from_the_answers(string name, int width, int height, string theme)
    {
        var kept = name == "builtin";
        await using var host = AppHost.StartWithCatalogue(("Chat:Temperature", "0"));
        var page = await browser.NewPageAsync(width, height, theme, host);
        var chat = page.Chat();
        await chat.OpenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "An invitation" }).ClickAsync();
        await page.TakeAsync(name, "empty");
        await page.Locator(".slot[data-slot=send]").WaitForAsync();
        await chat.Slot.ClickAsync();
        await chat.FinishedAsync();
        HashSet<string> told = [];
        // One or two questions at a time, until there is nothing to ask.
        for (var turn = 0; turn < 4 && await page.Locator("[data-card=asked]").CountAsync() > 0; turn++)
        {
            var replies = await chat.Replies.CountAsync();
            await AnswerAsync(page, told);
            if (kept && turn == 0) await page.TakeAsync($"{name}-asks");
            else await page.TakeAsync(name, $"answering-{turn + 1}");
            await page.GetByRole(AriaRole.Button, new() { Name = "Send answers" }).ClickAsync();
            await Expect(page.Locator(".turn.reply[data-outcome]:not([data-live])")).ToHaveCountAsync(replies + 1);
        }
        if (kept) await page.TakeAsync($"{name}-writes");
        else await page.TakeAsync(name, "document");
        Assert.NotEmpty(told);
        var document = page.Locator(".document");
        foreach (var answer in told) await Expect(document).ToContainTextAsync(answer);
        await page.Context.CloseAsync();
    }

    private static async Task AnswerAsync(IPage page, HashSet<string> told)
    {
        var questions = page.Locator("[data-card=asked] .ask");
        var count = await questions.CountAsync();
        for (var i = 0; i < count; i++)
        {
            var question = questions.Nth(i);
            var text = await question.Locator("h4").InnerTextAsync();
            var answer = Answers.FirstOrDefault(a => text.Contains(a.Word, StringComparison.OrdinalIgnoreCase)).Answer;
            Assert.True(answer is not null, $"Nobody can answer: {text}");
            await question.Locator("input").FillAsync(answer);
            told.Add(answer);
            var next = page.GetByRole(AriaRole.Button, new() { Name = "Next question" });
            if (i < count - 1 && await next.IsVisibleAsync()) await next.ClickAsync();
        }
    }
}
