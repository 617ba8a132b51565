using System.CommandLine;
using CollabLLM.Core.Prompts;
using Spectre.Console;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab prompts check</c>: whether the prompts of a folder can be used.</summary>
internal static class PromptsCheckCommand
{
    public static Command Create(CommandRunner run)
    {
        var (folder, json) = (new Argument<string>("FOLDER") { Description = "A folder that --prompts would be given." }, CommonOptions.Json());
        var command = new Command("check", "Looks at every file of a folder of prompts: what is wrong, what was edited, what nobody asks for.") { folder, json };
        command.SetAction(run((parse, context) =>
        {
            var findings = PromptLibrary.Check(parse.GetRequiredValue(folder));
            if (parse.GetValue(json)) context.Output.WriteJson(findings.Select(Json));
            else Show(context.Output, findings);
            return Task.FromResult(findings.Any(f => f.Problems.Count > 0) ? ExitCodes.BadInput : ExitCodes.Success);
        }));
        return command;
    }

    private static object Json(PromptFinding finding) =>
        new { finding.Path, finding.Prompt?.Name, finding.Prompt?.Version, finding.Prompt?.Stamp.Hash, State = State(finding), finding.Problems, finding.Meant };

    private static void Show(CommandOutput output, IReadOnlyList<PromptFinding> findings)
    {
        var table = new Table().Border(TableBorder.None).AddColumns("file", "version", "hash", "state");
        foreach (var finding in findings)
        {
            table.AddRow(Markup.Escape(Path.GetFileName(finding.Path)), $"{finding.Prompt?.Version}", finding.Prompt?.Stamp.Hash ?? "", State(finding));
        }
        output.Drawn(error: false).Write(table);
        foreach (var problem in findings.SelectMany(f => f.Problems)) output.Say(problem);
        foreach (var finding in findings.Where(f => f is { Prompt: not null, Shipped: null, Problems.Count: 0 }))
        {
            output.Say($"{finding.Path}: nothing asks for a prompt {finding.Prompt!.Name}{(finding.Meant is null ? "" : $"; did you mean {finding.Meant}?")}{(finding.Meant is null ? "." : "")}");
        }
    }

    private static string State(PromptFinding finding) => finding switch
    {
        { Problems.Count: > 0 } => "wrong",
        { Shipped: null } => "new",
        { IsEdited: true } => "edited",
        _ => "as shipped",
    };
}
