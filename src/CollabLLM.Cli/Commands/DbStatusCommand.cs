using System.CommandLine;
using CollabLLM.Cli.Databases;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab db status</c></summary>
internal static class DbStatusCommand
{
    public static Command Create(CommandRunner run)
    {
        var json = CommonOptions.Json();
        var command = new Command("status", "Which migrations the database has and which it still needs. Changes nothing.") { json };
        command.SetAction(run((parse, context) => RunAsync(context, parse.GetValue(json))));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, bool json)
    {
        await using var database = ConfiguredDatabase.Open(Settings.Load(context), context);
        var status = await database.StatusAsync(context.Interruption.Leave);
        if (json)
        {
            context.Output.WriteJson(new { database.Provider, database.Place, UpToDate = status.Pending.Count == 0, status.Applied, status.Pending });
            return ExitCodes.Success;
        }
        context.Output.Print($"{database.Provider}, {database.Place}");
        foreach (var migration in status.Applied) context.Output.Print($"  applied  {migration}");
        foreach (var migration in status.Pending) context.Output.Print($"  pending  {migration}");
        context.Output.Say(status.Pending.Count == 0 ? "Up to date." : $"Not up to date. {Self.Command} db migrate brings it there, and so does the start of the server.");
        return ExitCodes.Success;
    }
}
