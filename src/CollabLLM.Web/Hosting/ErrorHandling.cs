using Microsoft.AspNetCore.Diagnostics;

namespace CollabLLM.Web.Hosting;

/// <summary>A person gets a page, a program gets problem details. Neither gets a stack trace.</summary>
internal static class ErrorHandling
{
    public static void AddErrorHandling(this WebApplicationBuilder builder) =>
        builder.Services.AddProblemDetails().AddExceptionHandler<ProblemForPrograms>();

    public static void UseErrorHandling(this WebApplication app)
    {
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseStatusCodePages();
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            // The inner one of the two is for people; without it the outer one answers.
            if (!IsForPerson(context) && context.Features.Get<IStatusCodePagesFeature>() is { } page) page.Enabled = false;
            return next(context);
        });
    }

    internal static bool IsForPerson(HttpContext context) =>
        context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
