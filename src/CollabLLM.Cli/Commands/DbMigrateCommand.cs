using System.CommandLine;
using CollabLLM.Cli.Databases;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab db migrate</c></summary>
internal static class DbMigrateCommand
{
    public static Command Create(CommandRunner run)
    {
        var json = CommonOptions.Json();
        var command = new Command("migrate", "Bring the database to this version's shape, making it where it is missing. The server does the same at its start.")
        {
            json,
        };
        command.SetAction(run((parse, context) => RunAsync(context, parse.GetValue(json))));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, bool json)
    {
        await using var database = ConfiguredDatabase.Open(Settings.Load(context), context);
        var before = await database.StatusAsync(context.Interruption.Leave);
        await database.MigrateAsync(context.Interruption.Leave);
        if (json)
        {
            context.Output.WriteJson(new { database.Provider, database.Place, Applied = before.Pending });
            return ExitCodes.Success;
        }
        context.Output.Say($"{database.Provider}, {database.Place}");
        foreach (var migration in before.Pending) context.Output.Print($"  applied  {migration}");
        context.Output.Say(before.Pending.Count == 0 ? "It was up to date." : "It is up to date now.");
        return ExitCodes.Success;
    }
}
