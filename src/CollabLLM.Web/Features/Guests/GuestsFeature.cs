using CollabLLM.Data;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;

namespace CollabLLM.Web.Features.Guests;

/// <summary>
/// Everybody is somebody: a browser gets a signed, lasting cookie with its first page, and what it writes belongs to that person.
/// The keys that sign are in the data folder, so a restart forgets nobody.
/// </summary>
internal static class GuestsFeature
{
    public static void AddGuests(this WebApplicationBuilder builder)
    {
        builder.Services.AddAuthentication(GuestIdentity.Scheme).AddCookie(GuestIdentity.Scheme, o =>
        {
            o.Cookie.Name = "collab.guest";
            o.Cookie.HttpOnly = true;
            o.Cookie.SameSite = SameSiteMode.Lax;
            o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            o.ExpireTimeSpan = TimeSpan.FromDays(365);
            o.SlidingExpiration = true;
            o.Events.OnRedirectToLogin = Answer(StatusCodes.Status401Unauthorized);
            o.Events.OnRedirectToAccessDenied = Answer(StatusCodes.Status403Forbidden);
        });
        builder.Services.AddAuthorization();
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddScoped<GuestIdentity>();
        builder.Services.AddDataProtection().SetApplicationName("CollabLLM.Web");
        builder.Services.AddOptions<KeyManagementOptions>()
            .Configure<IOptions<DataFolderOptions>, ILoggerFactory>((o, data, log) => o.XmlRepository = Keys(data.Value, log))
            .ValidateOnStart();
    }

    public static void UseGuests(this WebApplication app)
    {
        app.UseAuthentication();
        app.Use(GuestIdentity.WelcomeAsync);
        app.UseAuthorization();
        app.UseAntiforgery();
    }

    private static FileSystemXmlRepository Keys(DataFolderOptions data, ILoggerFactory log)
    {
        try
        {
            return new FileSystemXmlRepository(Directory.CreateDirectory(Path.Combine(data.Folder, "keys")), log);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"The keys that sign cookies cannot be kept. Set Data:Folder to one that can be written: {e.Message}", e);
        }
    }

    private static Func<Microsoft.AspNetCore.Authentication.RedirectContext<CookieAuthenticationOptions>, Task> Answer(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };
}
