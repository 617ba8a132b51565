using Microsoft.AspNetCore.Diagnostics;

namespace CollabLLM.Web.Hosting;

/// <summary>Answers a program; leaves people to the error page.</summary>
internal sealed class ProblemForPrograms(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (ErrorHandling.IsForPerson(httpContext)) return false;
        httpContext.Response.StatusCode = StatusCodes.Status500InternalServerError;
        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext });
    }
}
