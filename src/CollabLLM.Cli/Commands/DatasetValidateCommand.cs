using System.CommandLine;
using CollabLLM.Core.Datasets.Validation;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab dataset validate</c>: what readers refuse and trainers choke on.</summary>
internal static class DatasetValidateCommand
{
    public static Command Create(CommandRunner run)
    {
        var files = CommonOptionsOfDatasets.Files();
        var eval = new Option<string[]>("--eval") { Description = "Files for evaluation: checked too, and for what training has seen. May be given again.", HelpName = "FILE" };
        var most = NumberOptions.Whole("--most", "Problems that are listed; all are counted. Default: 100.", 0, int.MaxValue);
        var json = CommonOptions.Json();
        var command = new Command("validate", "List what readers refuse and trainers choke on, with file, row and field.") { files, eval, most, json };
        command.SetAction(run(async (parse, context) =>
        {
            var report = await DatasetValidator.CheckAsync(parse.GetRequiredValue(files), parse.GetValue(eval) ?? [], parse.GetValue(most) ?? 100, context.Interruption.Leave);
            if (parse.GetValue(json)) context.Output.WriteJson(report);
            else foreach (var problem in report.Problems) context.Output.Print(problem.ToString());
            context.Output.Say(report.Count == 0
                ? $"{Read(report)}, no problem."
                : $"{Read(report)}, {report.Count} problems, {report.Problems.Count} of them listed.");
            return report.Count == 0 ? ExitCodes.Success : ExitCodes.BadInput;
        }));
        return command;
    }

    private static string Read(ValidationReport report) => report.Conversations == 0 ? $"{report.Rows} rows" : $"{report.Rows} rows of {report.Conversations} conversations";
}
