using CollabLLM.Models;

namespace CollabLLM.Web.Hosting;

/// <summary>
/// Finds the folder that holds <c>appsettings.json</c> and <c>wwwroot</c>, as the command line does: the repository root under
/// <c>dotnet run</c>, the publish folder otherwise. Null leaves the choice to who asked for another one in the framework's own way.
/// </summary>
internal static class HostPaths
{
    public static string? ContentRoot(string[] args)
    {
        var chosen = args.Any(a => a.StartsWith("--contentRoot", StringComparison.OrdinalIgnoreCase))
            || Environment.GetEnvironmentVariable("ASPNETCORE_CONTENTROOT") is { Length: > 0 }
            || Environment.GetEnvironmentVariable("DOTNET_CONTENTROOT") is { Length: > 0 };
        return chosen ? null : CollabConfiguration.FindRoot(null);
    }
}
