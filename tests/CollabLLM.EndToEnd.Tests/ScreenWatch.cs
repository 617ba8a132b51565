using System.Text.Json;
using Microsoft.Playwright;

namespace CollabLLM.EndToEnd.Tests;

/// <summary>Watches every change of the page and keeps what must never happen: a reply that shrinks, blanks or changes what it said.</summary>
internal static class ScreenWatch
{
    private const string Script = """
        (() => {
          window.broken = [];
          const seen = new Map(JSON.parse(sessionStorage.seen ?? '[]'));
          addEventListener('pagehide', () => { sessionStorage.seen = JSON.stringify([...seen]); });
          const look = () => {
            for (const turn of document.querySelectorAll('.turn.reply')) {
              const id = turn.dataset.message, now = (turn.querySelector('.reply-body')?.textContent ?? '').replace(/\s+/g, ''), before = seen.get(id) ?? '';
              if (!now.startsWith(before)) broken.push(`${id}: “${before.slice(-60)}” became “${now.slice(-60)}”`);
              seen.set(id, now);
            }
          };
          new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
        })();
        """;

    /// <summary>From the next page load on. What was seen before a load of the page counts after it.</summary>
    public static Task WatchAsync(this IPage page) => page.AddInitScriptAsync(Script);

    public static async Task<IReadOnlyList<string>> BrokenAsync(this IPage page) =>
        [.. (await page.EvaluateAsync<JsonElement>("() => window.broken ?? []")).EnumerateArray().Select(e => e.GetString()!)];

    /// <summary>The messages on the screen, in order: their id, and the words of their text.</summary>
    public static async Task<IReadOnlyList<(Guid Id, string Words)>> ShownAsync(this IPage page)
    {
        var shown = await page.EvaluateAsync<JsonElement>("""
            () => [...document.querySelectorAll('.turn')].map(t => ({ id: t.dataset.message, text: t.querySelector('.bubble, .reply-body')?.innerText ?? '' }))
            """);
        return [.. shown.EnumerateArray().Select(e => (e.GetProperty("id").GetGuid(), ChatJourneys.Words(e.GetProperty("text").GetString()!)))];
    }
}
