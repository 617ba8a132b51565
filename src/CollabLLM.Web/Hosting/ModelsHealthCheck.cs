using CollabLLM.Models;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CollabLLM.Web.Hosting;

/// <summary>A model that is missing degrades the service and does not stop it: old chats can be read, and others may answer.</summary>
internal sealed class ModelsHealthCheck(ModelCatalog catalog) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var states = catalog.All.ToDictionary(m => m.Name, m => (object)m.State.ToString());
        return Task.FromResult(catalog.Default is { State: ModelState.Ready }
            ? HealthCheckResult.Healthy(data: states)
            : HealthCheckResult.Degraded("The model of a new chat is not ready.", data: states));
    }
}
