using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CollabLLM.Models.Tests.Catalogue;

/// <summary>A catalogue from settings, loaded the way a host loads it.</summary>
internal sealed class TestCatalogue : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private TestCatalogue(ServiceProvider services) => _services = services;

    public ModelCatalog Models => _services.GetRequiredService<ModelCatalog>();

    public RecordedLog Log => (RecordedLog)_services.GetRequiredService<ILoggerFactory>();

    public CatalogModel this[string name] => Models.Find(name)!;

    /// <summary>Loaded, whatever came of it.</summary>
    public static async Task<TestCatalogue> StartAsync(string root, params (string Key, string Value)[] settings)
    {
        var catalogue = Create(root, settings);
        foreach (var service in catalogue._services.GetServices<IHostedService>()) await service.StartAsync(TestContext.Current.CancellationToken);
        foreach (var model in catalogue.Models.All) await model.WaitAsync(TestContext.Current.CancellationToken);
        return catalogue;
    }

    /// <summary>Nothing is loaded.</summary>
    public static TestCatalogue Create(string root, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create("Models:" + s.Key, (string?)s.Value))).Build();
        var services = new ServiceCollection().AddSingleton<ILoggerFactory>(new RecordedLog());
        services.AddLogging();
        return new TestCatalogue(services.AddCollabModels(configuration, root).BuildServiceProvider());
    }

    /// <summary>What a host does before it starts.</summary>
    public void Validate() => _services.GetRequiredService<IStartupValidator>().Validate();

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>()) await service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }
}
