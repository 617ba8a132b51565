using Microsoft.Playwright;

namespace CollabLLM.EndToEnd.Tests;

internal static class PageExtensions
{
    public static ChatDriver Chat(this IPage page) => new(page);

    /// <summary>An open menu is at its place: until MudBlazor has measured it, it waits far outside of the screen.</summary>
    public static Task MenuSettledAsync(this IPage page) => page.WaitForFunctionAsync("""
        () => { const m = document.querySelector('.menu-pop'); return m && m.querySelector('.menu-item') && m.getBoundingClientRect().top > -1000 && m.getAnimations({ subtree: true }).length === 0; }
        """);
}
