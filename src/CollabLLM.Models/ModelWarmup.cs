using Microsoft.Extensions.Hosting;

namespace CollabLLM.Models;

/// <summary>Loads the catalogue in the background once the host runs; the page is there meanwhile.</summary>
internal sealed class ModelWarmup(ModelCatalog catalog) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => catalog.LoadAllAsync(stoppingToken);
}
