using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;

namespace CollabLLM.Web.Features.Guests;

/// <summary>
/// Who is looking at the page. Scoped: one for a circuit or a request. A browser that refuses cookies is somebody new with every
/// visit: its chats work and are not found again.
/// </summary>
public sealed class GuestIdentity(AuthenticationStateProvider authentication, TimeProvider time)
{
    public const string Scheme = "Guest";

    private Guid? _stranger;

    /// <summary>The person whose sessions this visitor sees and writes; the same for the whole visit.</summary>
    public async ValueTask<Guid> PersonIdAsync()
    {
        var state = await authentication.GetAuthenticationStateAsync();
        return PersonIdOf(state.User) ?? (_stranger ??= Guid.CreateVersion7(time.GetUtcNow()));
    }

    /// <summary>Whether the browser will be known next time.</summary>
    public async ValueTask<bool> IsRememberedAsync() => PersonIdOf((await authentication.GetAuthenticationStateAsync()).User) is not null;

    /// <summary>Null for a principal that is nobody's.</summary>
    public static Guid? PersonIdOf(ClaimsPrincipal? principal) =>
        Guid.TryParse(principal?.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    /// <summary>Middleware: the first page a browser asks for makes it somebody. Files, sockets and health checks do not.</summary>
    internal static async Task WelcomeAsync(HttpContext context, RequestDelegate next)
    {
        if (PersonIdOf(context.User) is null && HttpMethods.IsGet(context.Request.Method)
            && context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
        {
            var id = Guid.CreateVersion7(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
            var guest = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, id.ToString())], Scheme));
            await context.SignInAsync(Scheme, guest, new AuthenticationProperties { IsPersistent = true });
            context.User = guest;
        }
        await next(context);
    }
}
