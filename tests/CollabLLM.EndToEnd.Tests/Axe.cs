using System.Text.Json;
using Microsoft.Playwright;

namespace CollabLLM.EndToEnd.Tests;

/// <summary>axe-core, brought in by evaluation: the page's policy on scripts stays in force.</summary>
internal static class Axe
{
    private static readonly string Script = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "axe.min.js"));

    public static async Task AssertAccessibleAsync(this IPage page, string where)
    {
        await page.EvaluateAsync(Script);
        var found = await page.EvaluateAsync<JsonElement>("() => axe.run(document).then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).slice(0, 4).join(', ')))");
        Assert.True(found.GetArrayLength() == 0, $"{where}: {found}");
    }
}
