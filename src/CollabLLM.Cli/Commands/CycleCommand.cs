using System.CommandLine;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab cycle</c></summary>
internal static class CycleCommand
{
    public static Command Create(CommandRunner run) => new("cycle", "Run the whole loop: simulate, score, train, measure.")
    {
        CycleBuiltinCommand.Create(run),
    };
}
