using System.CommandLine;
using CollabLLM.Core.Datasets.Export;
using CollabLLM.Core.Datasets.Multiturn;
using CollabLLM.Core.Datasets.Rows;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab dataset export</c>: Parquet files for verl.</summary>
internal static class DatasetExportCommand
{
    public static Command Create(CommandRunner run)
    {
        var files = CommonOptionsOfDatasets.Files();
        var to = ConversionOptionSet.OneOf("--to", "For whom. Rows for TRL are made by convert.", "verl");
        var form = ConversionOptionSet.OneOf("--form", "rl: every prompt once, with its goal. sft: every conversation to its best last reply.", "rl", "sft");
        var task = new Option<string?>("--task-desc") { Description = "What the conversations are for. Default: solving math problems.", HelpName = "TEXT" };
        var ratio = NumberOptions.Real("--validation-size", "The part of the rows for validation, rounded up. Default: 0.1.", 0, 1);
        var seed = NumberOptions.Long("--seed", "Of the order, of the parts and of the ids. Default: 42.");
        var system = new Option<string?>("--system-prompt") { Description = "Stands before every prompt: the text itself, @FILE, or @collaborative. Default: none.", HelpName = "TEXT" };
        var output = new Option<string>("--out") { Description = "Gets rl_train.parquet and rl_validation.parquet, or sft_…; all or nothing.", HelpName = "FOLDER", Required = true };
        var command = new Command("export", "Write Parquet files for verl.") { files, to, form, task, ratio, seed, system, output };
        command.SetAction(run(async (parse, context) =>
        {
            var stop = context.Interruption.Leave;
            using var data = await MultiturnDataset.OpenAsync(parse.GetRequiredValue(files), cancellationToken: stop);
            using var written = new OutputFiles(parse.GetRequiredValue(output));
            var defaults = new VerlOptions();
            var export = new VerlExport(data, defaults with
            {
                SystemPrompt = ConversionOptionSet.SystemPrompt(parse.GetValue(system)),
                TaskDescription = parse.GetValue(task) ?? defaults.TaskDescription,
                ValidationRatio = parse.GetValue(ratio) ?? defaults.ValidationRatio,
                Seed = parse.GetValue(seed) ?? defaults.Seed,
            });
            var (train, validation) = parse.GetValue(form) == "sft" ? await export.WriteSftAsync(written, stop) : await export.WriteRlAsync(written, stop);
            written.Commit();
            context.Output.Say($"{data.Count} rows read; {train} for training and {validation} for validation written to {parse.GetRequiredValue(output)}.");
            return ExitCodes.Success;
        }));
        return command;
    }
}
