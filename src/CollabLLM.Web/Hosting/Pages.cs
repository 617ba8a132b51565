using CollabLLM.Web.Components;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Options;
using MudBlazor.Services;

namespace CollabLLM.Web.Hosting;

/// <summary>The Blazor application: interactive over one socket, large pastes allowed.</summary>
internal static class Pages
{
    /// <summary>A paste of 200 KB arrives as one message, escaped.</summary>
    public const long LargestMessage = 1024 * 1024;

    public static void AddPages(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(o => o.MaximumReceiveMessageSize = LargestMessage);
        builder.Services.AddOptions<CircuitOptions>().Configure<IOptions<HostingOptions>>((o, ours) =>
        {
            o.DisconnectedCircuitRetentionPeriod = ours.Value.CircuitRetention;
            o.DetailedErrors = builder.Environment.IsDevelopment();
        });
        builder.Services.AddMudServices();
        builder.Services.AddScoped<Components.Layout.RailState>();
    }

    public static void MapPages(this WebApplication app)
    {
        app.MapStaticAssets();
        // Our own policy says who may frame the page.
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null);
    }
}
