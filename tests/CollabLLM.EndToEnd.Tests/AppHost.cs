using CollabLLM.Web.Features.Chat;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CollabLLM.EndToEnd.Tests;

/// <summary>The whole application on a port of this machine, with its own data folder, and a played model where no settings name another.</summary>
public sealed class AppHost(IReadOnlyDictionary<string, string>? settings = null) : WebApplicationFactory<Program>
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"collab-e2e-{Guid.NewGuid():N}");

    internal PlayedModel Model { get; } = new();

    public Uri Address => ClientOptions.BaseAddress;

    public static AppHost Start(IReadOnlyDictionary<string, string>? settings = null)
    {
        var host = new AppHost(settings);
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
        builder.ConfigureLogging(l => l.ClearProviders().AddConsole().SetMinimumLevel(LogLevel.Error));
        foreach (var (key, value) in settings ?? new Dictionary<string, string>()) builder.UseSetting(key, value);
        if (settings is null) builder.ConfigureTestServices(services =>
        {
            services.AddSingleton(new TurnModels(
                name => name == "collab" ? new TurnModel(name, "print-1", true, null, text => text.Length / 4, null, Model) : null, () => "collab"));
            services.AddSingleton(new ModelChoices(() => [new ModelChoice("collab", "Collab 8B", "letters, posts and plans", false, false, null)]));
        });
    }
}
