using CollabLLM.EndToEnd.Tests;
using CollabLLM.Testing;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(BrowserFixture))]

namespace CollabLLM.EndToEnd.Tests;

/// <summary>One browser and one application for all journeys; every journey is a new person.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";

    /// <summary>For machines on which other tests train models beside this browser.</summary>
    private const int PatienceMilliseconds = 45_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public AppHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Program)) return;
        Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
        Host = AppHost.Start();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Program,
            Headless = true,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async Task<IPage> NewPageAsync(int width = 1280, int height = 800, string theme = "light", AppHost? host = null)
    {
        if (_browser is null) Requirement.SkipOrFail("chromium", $"{Program} is not there");
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = (host ?? Host).Address.ToString(),
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = theme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
            HasTouch = width < 768,
        });
        context.SetDefaultTimeout(PatienceMilliseconds);
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (Host is not null) await Host.DisposeAsync();
    }
}
