using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CollabLLM.Web.Hosting;

/// <summary>Traces and metrics, sent to an OTLP collector when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one; otherwise nothing is gathered.</summary>
internal static class Observability
{
    private const string Sources = "CollabLLM.*";

    public static void AddObservability(this WebApplicationBuilder builder)
    {
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 }) return;
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService("collabllm-web"))
            .WithTracing(t => t.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddSource(Sources))
            .WithMetrics(m => m.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddRuntimeInstrumentation().AddMeter(Sources))
            .UseOtlpExporter();
    }
}
