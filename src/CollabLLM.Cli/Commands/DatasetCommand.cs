using System.CommandLine;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab dataset</c></summary>
internal static class DatasetCommand
{
    public static Command Create(CommandRunner run) => new("dataset", "Read, divide, convert and export datasets.")
    {
        DatasetConvertCommand.Create(run),
        DatasetSplitCommand.Create(run),
        DatasetExportCommand.Create(run),
        DatasetCardCommand.Create(run),
        DatasetInspectCommand.Create(run),
        DatasetValidateCommand.Create(run),
    };
}
