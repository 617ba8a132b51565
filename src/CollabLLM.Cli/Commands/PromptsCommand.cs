using System.CommandLine;
using System.Text;
using CollabLLM.Core.Prompts;
using Spectre.Console;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab prompts</c></summary>
internal static class PromptsCommand
{
    public static Command Create(CommandRunner run) => new("prompts", "The prompts of users, assistants and judges; look at them, take them out, try them.")
    {
        List(run), Show(run), Export(run), PromptsCheckCommand.Create(run), PromptsTestCommand.Create(run),
    };

    public static Option<string?> Folder() => new("--prompts") { Description = "Prompts in this folder replace those of the same name; the others stay as shipped.", HelpName = "FOLDER" };

    private static Command List(CommandRunner run)
    {
        var (folder, json) = (Folder(), CommonOptions.Json());
        var command = new Command("list", "All prompts with version and hash, as records name them.") { folder, json };
        command.SetAction(run((parse, context) =>
        {
            var prompts = PromptLibrary.Load(parse.GetValue(folder)).All;
            if (parse.GetValue(json))
            {
                context.Output.WriteJson(prompts.Select(p => new { p.Name, p.Version, p.Hash, p.Description, p.Source, Inputs = p.Inputs.Select(i => i.Name), Outputs = p.Outputs.Fields.Select(f => f.Name) }));
                return Task.FromResult(ExitCodes.Success);
            }
            var table = new Table().Border(TableBorder.None).AddColumns("prompt", "version", "hash", "what it is for");
            foreach (var prompt in prompts) table.AddRow(Markup.Escape(prompt.Name), $"{prompt.Version}", prompt.Stamp.Hash, Markup.Escape(prompt.Description));
            context.Output.Drawn(error: false).Write(table);
            return Task.FromResult(ExitCodes.Success);
        }));
        return command;
    }

    private static Command Show(CommandRunner run)
    {
        var (name, folder) = (new Argument<string>("NAME") { Description = "The prompt." }, Folder());
        var command = new Command("show", "The file of a prompt.") { name, folder };
        command.SetAction(run((parse, context) =>
        {
            context.Output.Print(PromptLibrary.Load(parse.GetValue(folder)).Get(parse.GetRequiredValue(name)).Text);
            return Task.FromResult(ExitCodes.Success);
        }));
        return command;
    }

    private static Command Export(CommandRunner run)
    {
        var to = new Option<string>("--to") { Description = "The folder; what is there already stays as it is.", HelpName = "FOLDER", Required = true };
        var command = new Command("export", "Writes the shipped prompts into a folder, to be edited and given with --prompts.") { to };
        command.SetAction(run(async (parse, context) =>
        {
            var folder = parse.GetRequiredValue(to);
            try
            {
                Directory.CreateDirectory(folder);
                var prompts = PromptLibrary.Shipped.All.Where(p => !File.Exists(Path.Combine(folder, p.Name + ".md"))).ToList();
                foreach (var prompt in prompts) await File.WriteAllTextAsync(Path.Combine(folder, prompt.Name + ".md"), prompt.Text + "\n", new UTF8Encoding(false));
                context.Output.Say($"{prompts.Count} prompts written to {folder}, {PromptLibrary.Shipped.All.Count - prompts.Count} were there.");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CommandException(ExitCodes.BadInput, $"--to: {folder} cannot be written: {e.Message}", e);
            }
            return ExitCodes.Success;
        }));
        return command;
    }
}
