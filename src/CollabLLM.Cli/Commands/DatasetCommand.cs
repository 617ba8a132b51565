using System.CommandLine;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab dataset</c></summary>
internal static class DatasetCommand
{
    public static Command Create(CommandRunner run) => new("dataset", "Multiturn datasets and what training takes.") { DatasetConvertCommand.Create(run) };
}
