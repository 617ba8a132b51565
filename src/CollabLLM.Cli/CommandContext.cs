namespace CollabLLM.Cli;

/// <summary>What a command gets from the process around it, or from a test.</summary>
/// <param name="Interruption">Ctrl+C.</param>
/// <param name="FreeBytes">Free space of the disk that holds a folder.</param>
internal sealed record CommandContext(
    CommandInput Input, CommandOutput Output, TimeProvider Time, Interruption Interruption, Func<string, long> FreeBytes)
{
    /// <summary>The root folder that was given, or null.</summary>
    public string? Root { get; init; }

    public static CommandContext OfProcess() => new(
        CommandInput.OfProcess(), CommandOutput.OfProcess(), TimeProvider.System, new Interruption(),
        folder => new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace);
}
