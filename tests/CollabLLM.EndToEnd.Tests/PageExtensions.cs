using Microsoft.Playwright;

namespace CollabLLM.EndToEnd.Tests;

internal static class PageExtensions
{
    public static ChatDriver Chat(this IPage page) => new(page);
}
