using Xunit;

namespace CollabLLM.Testing;

/// <summary>
/// A tool of the machine (PostgreSQL, Chromium, bubblewrap) that a test needs. Missing, the test skips by name; when <c>COLLAB_REQUIRE</c>
/// lists it (as <c>.ci/run</c> does) it fails instead, so that CI cannot go green by skipping.
/// </summary>
public static class Requirement
{
    public static bool IsRequired(string tool) =>
        (Environment.GetEnvironmentVariable("COLLAB_REQUIRE") ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Contains(tool, StringComparer.OrdinalIgnoreCase);

    public static void SkipOrFail(string tool, string reason)
    {
        if (IsRequired(tool)) Assert.Fail($"{tool} is required here: {reason}");
        Assert.Skip($"needs {tool}: {reason}");
    }
}
