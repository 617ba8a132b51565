using System.IO.Compression;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace CollabLLM.Web.Hosting;

/// <summary>The server: where it listens, what it takes in, how it stops.</summary>
internal static class Server
{
    private const string DefaultUrl = "http://localhost:5080";
    private const long LargestBody = 4 * 1024 * 1024;

    public static void AddServer(this WebApplicationBuilder builder)
    {
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(o =>
        {
            o.AddServerHeader = false;
            o.Limits.MaxRequestBodySize = LargestBody;
        });
        if (!NamesAddress(builder.Configuration)) builder.WebHost.UseUrls(DefaultUrl);

        builder.Services.AddOptions<HostingOptions>().Bind(builder.Configuration.GetSection(HostingOptions.Section)).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<HostingOptions>, HostingOptionsValidator>();
        builder.Services.AddOptions<HostOptions>()
            .Configure<IOptions<HostingOptions>>((host, ours) => host.ShutdownTimeout = ours.Value.ShutdownTimeout);
        builder.Services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<HostingOptions>>((o, ours) =>
        {
            if (!ours.Value.BehindProxy) return;
            o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            // Where the proxy runs is the operator's business: containers have no fixed address.
            o.KnownIPNetworks.Clear();
            o.KnownProxies.Clear();
        });
        // Files of wwwroot are compressed at publish. Pages only over plain HTTP: compressed secrets leak through their length.
        builder.Services.AddResponseCompression(o =>
        {
            o.EnableForHttps = false;
            o.MimeTypes = ["text/html"];
            o.Providers.Add<BrotliCompressionProvider>();
            o.Providers.Add<GzipCompressionProvider>();
        });
        builder.Services.Configure<BrotliCompressionProviderOptions>(o => o.Level = CompressionLevel.Fastest);
    }

    public static void UseServer(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<HostingOptions>>().Value.BehindProxy) app.UseForwardedHeaders();
        app.UseResponseCompression();
    }

    private static bool NamesAddress(ConfigurationManager configuration) =>
        configuration["urls"] is { Length: > 0 } || configuration["http_ports"] is { Length: > 0 } || configuration["https_ports"] is { Length: > 0 }
        || configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();
}
