using System.CommandLine;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab train</c></summary>
internal static class TrainCommand
{
    public static Command Create(CommandRunner run) => new("train", "Train models.")
    {
        TrainSftCommand.Create(run),
        TrainDpoCommand.Create(run),
        TrainKtoCommand.Create(run),
        TrainOnlineDpoCommand.Create(run),
        TrainPpoCommand.Create(run),
        TrainGrpoCommand.Create(run),
        TrainExportCommand.Create(run),
    };
}
