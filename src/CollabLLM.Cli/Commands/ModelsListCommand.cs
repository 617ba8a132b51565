using System.CommandLine;
using CollabLLM.Cli.Catalogue;
using Spectre.Console;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab models list</c></summary>
internal static class ModelsListCommand
{
    public static Command Create(CommandRunner run)
    {
        var json = CommonOptions.Json();
        var command = new Command("list", "The models that the configuration names, and what keeps one from loading.") { json };
        command.SetAction(run((parse, context) => RunAsync(context, parse.GetValue(json))));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, bool json)
    {
        var settings = Settings.Load(context);
        var models = await ModelListing.ReadAsync(settings, context.Time, context.Interruption.Leave);
        if (json)
        {
            context.Output.WriteJson(models);
            return ExitCodes.Success;
        }
        if (models.Count == 0)
        {
            context.Output.Say($"""
                No model is configured in {settings.Root} (Models:Catalogue). Fetch a small one with
                  {Self.Command} models pull smollm2-135m-instruct
                """);
            return ExitCodes.Success;
        }
        Draw(context.Output, models);
        foreach (var model in models.Where(m => m.Problem is not null)) context.Output.Say($"{model.Name}: {model.Problem}");
        return ExitCodes.Success;
    }

    private static void Draw(CommandOutput output, IReadOnlyList<ListedModel> models)
    {
        var table = new Table().Border(TableBorder.None).AddColumns("name", "provider", "state", "context", "title");
        table.Columns[3].RightAligned();
        foreach (var column in table.Columns.SkipLast(1)) column.NoWrap();
        foreach (var model in models)
        {
            table.AddRow(
                new Text(model.Name + (model.Default ? " *" : "")),
                new Text(model.Provider),
                new Text(model.State, model.Problem is null ? new Style(Color.Green) : new Style(Color.Red)),
                new Text(model.Context is { } context ? $"{context:N0}" : "-"),
                new Text(model.Title));
        }
        output.Drawn(error: false).Write(table);
        if (models.Any(m => m.Default)) output.Say("* answers when no model is named");
    }
}
