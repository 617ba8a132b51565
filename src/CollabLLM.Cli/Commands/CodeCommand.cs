using System.CommandLine;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab code</c></summary>
internal static class CodeCommand
{
    public static Command Create(CommandRunner run) => new("code", "Run Python programs against their tests, isolated.")
    {
        CodeCheckCommand.Create(run),
    };
}
