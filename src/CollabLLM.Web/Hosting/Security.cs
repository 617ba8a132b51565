using Microsoft.Extensions.Options;

namespace CollabLLM.Web.Hosting;

/// <summary>
/// What a browser may do with our pages. Scripts come from our files only: no inline script, no evaluation, therefore no import map.
/// Styles may be inline, because MudBlazor and KaTeX set them.
/// </summary>
internal static class Security
{
    public static void AddSecurity(this WebApplicationBuilder builder) => builder.Services.AddAntiforgery(o =>
    {
        o.Cookie.Name = "collab.forgery";
        // The content policy says who may frame a page.
        o.SuppressXFrameOptionsHeader = true;
    });

    public static void UseSecurity(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment()) app.UseHsts();
        app.Use(SetHeadersAsync);
        var allowed = app.Services.GetRequiredService<IOptions<HostingOptions>>().Value.AllowedOrigins;
        app.Use((context, next) => RefuseStrangersAsync(context, next, allowed));
    }

    /// <summary>The policy of a page that is served from <paramref name="host"/>.</summary>
    internal static string ContentPolicy(string host) =>
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
        // Not every browser counts sockets of the same host as 'self'.
        $"connect-src 'self' ws://{host} wss://{host}; " +
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    private static Task SetHeadersAsync(HttpContext context, RequestDelegate next)
    {
        // When the answer starts: an error handler empties the headers that were there before.
        context.Response.OnStarting(static state => Write((HttpContext)state), context);
        return next(context);
    }

    private static Task Write(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy(context.Request.Host.Value ?? "");
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
        return Task.CompletedTask;
    }

    /// <summary>
    /// A socket carries the person's cookie whichever page opened it, and antiforgery does not look at sockets: the origin must be
    /// ours. Programs send none and pass.
    /// </summary>
    private static Task RefuseStrangersAsync(HttpContext context, RequestDelegate next, IList<string> allowed)
    {
        var guarded = context.Request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase)
            || context.Request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase);
        var origin = context.Request.Headers.Origin.ToString();
        if (!guarded || origin.Length == 0 || IsOurs(origin, context.Request, allowed)) return next(context);
        return Results.Problem("This address may not be used from a page of another site.", statusCode: StatusCodes.Status403Forbidden)
            .ExecuteAsync(context);
    }

    private static bool IsOurs(string origin, HttpRequest request, IList<string> allowed) =>
        string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
        || allowed.Any(a => string.Equals(a.TrimEnd('/'), origin, StringComparison.OrdinalIgnoreCase));
}
