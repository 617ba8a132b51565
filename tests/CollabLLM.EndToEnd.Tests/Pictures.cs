using Microsoft.Playwright;

namespace CollabLLM.EndToEnd.Tests;

/// <summary>Where pictures go: <c>COLLAB_IMAGES</c>, as docs/images of this repository, else a temporary folder.</summary>
internal static class Pictures
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("COLLAB_IMAGES") ?? Path.Combine(Path.GetTempPath(), "collab-images");

    /// <param name="state">Null for a picture of the documentation; the others go to a folder that is not kept.</param>
    public static async Task TakeAsync(this IPage page, string name, string? state = null)
    {
        var path = state is null ? Path.Combine(Folder, $"{name}.png") : Path.Combine(Folder, "states", $"{name}-{state}.png");
        await page.EvaluateAsync("() => document.fonts.ready");
        await page.ScreenshotAsync(new() { Path = path, Animations = ScreenshotAnimations.Disabled });
    }
}
