using System.CommandLine;
using CollabLLM.Cli.Training;
using CollabLLM.Models;
using CollabLLM.Training.Cycles;
using CollabLLM.Training.Native;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab cycle builtin</c>: from the base of the built-in model to the built-in model, and the report about it.</summary>
internal static class CycleBuiltinCommand
{
    private const string ReportName = "report.md";
    private const string PageName = "report.html";

    public static Command Create(CommandRunner run)
    {
        var options = new CycleOptionSet();
        var command = new Command("builtin", "Make the built-in model from its base, with controls, and measure every stage.");
        options.AddTo(command);
        command.SetAction(run((parse, context) => RunAsync(parse, options, context)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parse, CycleOptionSet options, CommandContext context)
    {
        var (recipe, cycle) = options.Read(parse, CollabConfiguration.FindRoot(context.Root));
        NativeTorch.Start(options.Threads(parse));
        var view = new CycleView(context.Output, context.Time);
        var work = new Cycle(recipe, cycle, context.Time, view);
        try
        {
            await view.ShowAsync(() => work.RunAsync(context.Interruption.Leave));
        }
        catch (OperationCanceledException)
        {
            context.Output.Say($"What was done is kept in {cycle.Folder}; the same command goes on from there.");
            throw;
        }
        var results = CycleResults.Of(cycle.Folder, recipe);
        var report = CycleReport.Markdown(results, recipe, options.Command(parse));
        await File.WriteAllTextAsync(Path.Combine(cycle.Folder, ReportName), report, context.Interruption.Leave);
        var page = Path.Combine(cycle.Folder, PageName);
        CyclePage.Of(results, recipe, options.Command(parse)).Save(page);
        context.Output.Print(report);
        context.Output.Say($"With plots: {page}. Model: {Path.Combine(cycle.Folder, "shared", "shipped", Cycle.ShippedName)}");
        return ExitCodes.Success;
    }
}
