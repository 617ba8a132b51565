namespace CollabLLM.Cli;

/// <summary>How the person reading a message calls this program: what is printed can be pasted.</summary>
internal static class Self
{
    public static string Command { get; } =
        AppContext.BaseDirectory.Contains(Path.Combine("src", "CollabLLM.Cli", "bin"), StringComparison.Ordinal)
            ? "dotnet run --project src/CollabLLM.Cli --"
            : "collab";
}
