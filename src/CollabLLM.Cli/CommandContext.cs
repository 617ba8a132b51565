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
        CommandInput.OfProcess(), CommandOutput.OfProcess(), TimeProvider.System, new Interruption(), FreeBytesOf);

    private static long FreeBytesOf(string folder)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        }
        catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException)
        {
            // A network share, for instance, does not say: then writing will.
            return long.MaxValue;
        }
    }
}
