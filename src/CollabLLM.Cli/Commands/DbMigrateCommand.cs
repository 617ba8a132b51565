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
        var applied = await PendingAsync(database, context.Interruption.Leave);
        await database.MigrateAsync(context.Interruption.Leave);
        if (json)
        {
            context.Output.WriteJson(new { database.Provider, database.Place, Applied = applied });
            return ExitCodes.Success;
        }
        context.Output.Say($"{database.Provider}, {database.Place}");
        foreach (var migration in applied ?? []) context.Output.Print($"  applied  {migration}");
        context.Output.Say(applied is { Count: 0 } ? "It was up to date." : "It is up to date now.");
        return ExitCodes.Success;
    }

    /// <summary>What migrating will apply; null when the server is not there yet, for which migrating waits.</summary>
    private static async Task<IReadOnlyList<string>?> PendingAsync(ConfiguredDatabase database, CancellationToken cancellationToken)
    {
        try
        {
            return (await database.StatusAsync(cancellationToken)).Pending;
        }
        catch (CommandException)
        {
            return null;
        }
    }
}
