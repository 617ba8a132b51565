using System.CommandLine;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab db</c></summary>
internal static class DbCommand
{
    public static Command Create(CommandRunner run) => new("db", "Look after the database that Database:Provider names.")
    {
        DbMigrateCommand.Create(run),
        DbStatusCommand.Create(run),
    };
}
