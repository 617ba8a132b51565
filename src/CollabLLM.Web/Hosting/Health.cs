using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CollabLLM.Web.Hosting;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: it can hold a conversation, or says what is missing.</summary>
internal static class Health
{
    private const string Ready = "ready";

    public static void AddHealth(this WebApplicationBuilder builder) => builder.Services.AddHealthChecks()
        .AddCheck<DatabaseHealthCheck>("database", tags: [Ready])
        .AddCheck<ModelsHealthCheck>("models", tags: [Ready]);

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = c => c.Tags.Contains(Ready), ResponseWriter = WriteAsync });
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        Status = report.Status.ToString(),
        Checks = report.Entries.ToDictionary(e => e.Key, e => new { Status = e.Value.Status.ToString(), e.Value.Description, e.Value.Data }),
    });
}
