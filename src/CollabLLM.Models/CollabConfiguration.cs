using Microsoft.Extensions.Configuration;

namespace CollabLLM.Models;

/// <summary>
/// The configuration that the command line shares with the web application: appsettings.json of the root, appsettings.ENVIRONMENT.json,
/// environment variables, in this order.
/// </summary>
public static class CollabConfiguration
{
    private const string File = "appsettings.json";

    /// <summary>
    /// <paramref name="given"/>, else <c>COLLAB_ROOT</c>, else the nearest folder upwards of the working folder with an
    /// appsettings.json, else the program's own folder.
    /// </summary>
    public static string FindRoot(string? given)
    {
        var named = given ?? Environment.GetEnvironmentVariable("COLLAB_ROOT");
        if (named is { Length: > 0 }) return Path.GetFullPath(named);
        for (var at = new DirectoryInfo(Directory.GetCurrentDirectory()); at is not null; at = at.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(at.FullName, File))) return at.FullName;
        }
        return AppContext.BaseDirectory;
    }

    /// <exception cref="DirectoryNotFoundException">There is no such root.</exception>
    public static IConfigurationRoot Build(string root)
    {
        if (!Directory.Exists(root)) throw new DirectoryNotFoundException($"There is no folder {root} (--root or COLLAB_ROOT).");
        var environment = Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
            ?? Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? "Production";
        // Nothing is watched: a watch takes a handle for every folder below the root.
        return new ConfigurationBuilder()
            .SetBasePath(root)
            .AddJsonFile(File, optional: true, reloadOnChange: false)
            .AddJsonFile($"appsettings.{environment}.json", optional: true, reloadOnChange: false)
            .AddEnvironmentVariables()
            .Build();
    }
}
