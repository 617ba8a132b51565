using System.CommandLine;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab dataset</c></summary>
internal static class DatasetCommand
{
    public static Command Create(CommandRunner run) => new("dataset", "Read, check, divide and convert datasets.")
    {
        DatasetConvertCommand.Create(run),
        DatasetSplitCommand.Create(run),
        DatasetValidateCommand.Create(run),
        DatasetExportCommand.Create(run),
        DatasetCardCommand.Create(run),
    };
}
