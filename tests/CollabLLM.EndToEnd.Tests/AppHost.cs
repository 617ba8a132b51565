using CollabLLM.Testing.Databases;
using CollabLLM.Web.Features.Chat;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CollabLLM.EndToEnd.Tests;

/// <summary>The whole application on a port of this machine, with its own data folder, and a played model or those that its settings name.</summary>
public sealed class AppHost(bool played, (string Key, string Value)[] settings) : WebApplicationFactory<Program>
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"collab-e2e-{Guid.NewGuid():N}");

    internal PlayedModel Model { get; } = new();

    internal QueryCounter Queries { get; } = new();

    public Uri Address => ClientOptions.BaseAddress;

    public static AppHost Start(params (string Key, string Value)[] settings) => Start(new AppHost(played: true, settings));

    public static AppHost StartWithCatalogue(params (string Key, string Value)[] settings) => Start(new AppHost(played: false, settings));

    private static AppHost Start(AppHost host)
    {
        host.UseKestrel(0);
        host.StartServer();
        return host;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseContentRoot(AppContext.BaseDirectory);
        builder.UseEnvironment("Testing");
        builder.UseSetting("Data:Folder", _folder);
        foreach (var (key, value) in settings) builder.UseSetting(key, value);
        builder.ConfigureLogging(l => l.ClearProviders().AddConsole().SetMinimumLevel(LogLevel.Error));
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<IInterceptor>(Queries);
            if (!played) return;
            services.AddSingleton(new TurnModels(
                name => name == "collab" ? new TurnModel(name, "print-1", true, null, text => text.Length / 4, null, Model) : null, () => "collab"));
            services.AddSingleton(new ModelChoices(() => [new ModelChoice("collab", "Collab 8B", "letters, posts and plans", false, false, null)]));
        });
    }
}
