namespace CollabLLM.Testing;

/// <summary>The source tree the tests run from: the nearest ancestor that holds the solution.</summary>
public static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "CollabLLM.Web.sln"))) return at.FullName;
        }
        throw new InvalidOperationException($"No CollabLLM.Web.sln above {folder}.");
    }
}
