using Xunit;

namespace CollabLLM.Testing;

/// <summary>
/// The folder of golden values and real models that lives outside the repository. <c>COLLAB_SHARED</c> names it; without it a
/// test that needs it skips and says which file it missed.
/// </summary>
public static class SharedFolder
{
    public static string? Root { get; } = Environment.GetEnvironmentVariable("COLLAB_SHARED");

    /// <summary>The full path of a shared file; skips the running test when it is not there.</summary>
    public static string Require(string relativePath)
    {
        var path = Root is null ? null : Path.Combine(Root, relativePath);
        Assert.SkipUnless(path is not null && File.Exists(path), $"needs {relativePath} under COLLAB_SHARED");
        return path!;
    }
}
