using CollabLLM.Testing.Databases;
using CollabLLM.Web.Features.Chat;
using CollabLLM.Web.Tests.Turns;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CollabLLM.Web.Tests.Host;

/// <summary>The whole application on a port of this machine, with a model that the test speaks for.</summary>
internal sealed class CollabHost : WebApplicationFactory<Program>
{
    private readonly Dictionary<string, string?> _settings;
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"collab-host-{Guid.NewGuid():N}");

    private readonly bool _catalogue;

    private CollabHost(IReadOnlyDictionary<string, string?> database, IEnumerable<(string Key, string Value)> settings, bool catalogue)
    {
        _catalogue = catalogue;
        _settings = new Dictionary<string, string?> { ["Data:Folder"] = _folder };
        foreach (var (key, value) in database) _settings[key] = value;
        foreach (var (key, value) in settings) _settings[key] = value;
    }

    public HandModel Model { get; } = new();

    public TurnRunner Turns => Services.GetRequiredService<TurnRunner>();

    public Uri Address => ClientOptions.BaseAddress;

    public static Task<CollabHost> StartAsync(TestDatabase database, params (string Key, string Value)[] settings) =>
        StartAsync(database, false, settings);

    /// <summary>With the models that the settings name.</summary>
    public static Task<CollabHost> StartWithCatalogueAsync(TestDatabase database, params (string Key, string Value)[] settings) =>
        StartAsync(database, true, settings);

    private static async Task<CollabHost> StartAsync(TestDatabase database, bool catalogue, (string Key, string Value)[] settings)
    {
        await database.StartAsync();
        var host = new CollabHost(database.Configuration, settings, catalogue);
        host.UseKestrel(0);
        host.StartServer();
        return host;
    }

    /// <summary>A browser of somebody new, after its first page.</summary>
    public async Task<Guest> NewGuestAsync()
    {
        var guest = new Guest(Address);
        (await guest.Http.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        return guest;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        // The linked settings and the manifest of the static files lie beside the tests.
        builder.UseContentRoot(AppContext.BaseDirectory);
        builder.UseEnvironment("Testing");
        foreach (var (key, value) in _settings) builder.UseSetting(key, value);
        builder.ConfigureLogging(l => l.ClearProviders());
        if (_catalogue) return;
        builder.ConfigureTestServices(services => services.AddSingleton(new TurnModels(
            name => name == Node.ModelName ? new TurnModel(name, "print-1", true, null, text => text.Length / 4, null, Model) : null,
            () => Node.ModelName)));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }
}
