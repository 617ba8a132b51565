using System.CommandLine;
using System.Text;
using CollabLLM.Core.Datasets.Conversion;
using CollabLLM.Core.Datasets.Export;
using CollabLLM.Core.Datasets.Multiturn;
using CollabLLM.Core.Datasets.Rows;
using CollabLLM.Training.Export;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab train export</c>: data, configuration and launch script for training with TRL or verl where one machine is not enough.</summary>
internal static class TrainExportCommand
{
    public static Command Create(CommandRunner run)
    {
        var files = CommonOptionsOfDatasets.Files();
        var to = ConversionOptionSet.OneOf("--to", "For whom.", "trl", "verl");
        var method = new Option<string?>("--method") { Description = $"TRL: dpo (the default), {string.Join(", ", TrlFiles.Known.Where(m => m != "dpo"))}. verl: {string.Join(" (the default), ", VerlFiles.Known)}.", HelpName = "METHOD" };
        var model = new Option<string>("--model") { Description = "The base, as the engine names it.", HelpName = "NAME", Required = true };
        var gpus = NumberOptions.Whole("--gpus", "Processes, one a GPU. Default: 8.", 1, 65_536);
        var perDevice = NumberOptions.Whole("--per-device", "Rows that a GPU reads at once; verl's rl counts tokens instead. Default: 1.", 1, 65_536);
        var batch = NumberOptions.Whole("--batch", "Rows of a step. Default: the method's of the paper or the recipe.", 1, 65_536);
        var rate = NumberOptions.Real("--rate", "Highest learning rate. Default: the method's.", 1e-12, 10);
        var epochs = NumberOptions.Whole("--epochs", "Times that the data is read. Default: the method's.", 1, 100_000);
        var task = new Option<string?>("--task-desc") { Description = "verl: what the conversations are for. Default: solving math problems.", HelpName = "TEXT" };
        var output = new Option<string>("--out") { Description = "Gets the data, the configuration and launch.sh, all or nothing.", HelpName = "FOLDER", Required = true };
        var conversion = new ConversionOptionSet();
        var command = new Command("export", "Hand a training to TRL or verl: data, configuration, launch script.") { files, to, method, model, gpus, perDevice, batch, rate, epochs, task, output };
        conversion.AddTo(command);
        command.SetAction(run(async (parse, context) =>
        {
            var trl = parse.GetValue(to) == "trl";
            foreach (var option in (IEnumerable<Option>)(trl ? [task] : conversion.Only))
            {
                if (parse.GetResult(option) is { Implicit: false }) throw new CommandException(ExitCodes.Usage, $"{option.Name} does not go with --to {parse.GetValue(to)}.");
            }
            var known = trl ? TrlFiles.Known : VerlFiles.Known;
            var chosen = parse.GetValue(method) ?? (trl ? "dpo" : "rl");
            if (!known.Contains(chosen)) throw new CommandException(ExitCodes.Usage, $"--method {chosen} is not known for {parse.GetValue(to)}: {string.Join(", ", known)}.");
            if (chosen == "rl" && parse.GetResult(perDevice) is { Implicit: false }) throw new CommandException(ExitCodes.Usage, "--per-device does not go with --method rl: verl fills its passes by tokens.");
            var settings = conversion.Read(parse, conversational: true);
            var usual = new EngineRecipe { Model = parse.GetRequiredValue(model), Method = chosen };
            var recipe = usual with
            {
                Gpus = parse.GetValue(gpus) ?? usual.Gpus,
                PerDevice = parse.GetValue(perDevice) ?? usual.PerDevice,
                Batch = parse.GetValue(batch),
                Rate = parse.GetValue(rate),
                Epochs = parse.GetValue(epochs),
                Seed = settings.Seed,
            };
            // What makes no sense is said before a row is read.
            _ = trl ? TrlFiles.Of(recipe, evaluated: true) : VerlFiles.Of(recipe);
            var stop = context.Interruption.Leave;
            using var data = await MultiturnDataset.OpenAsync(parse.GetRequiredValue(files), cancellationToken: stop);
            using var written = new OutputFiles(parse.GetRequiredValue(output));
            var (train, held) = trl ? Trl(written, new TrlExport(data, settings, rendering: null).Rows(Enum.Parse<TrlForm>(chosen, ignoreCase: true)), stop) : await VerlAsync();
            if (train == 0) throw new CommandException(ExitCodes.BadInput, $"The data holds nothing to learn for {chosen}.");
            var more = trl ? TrlFiles.Of(recipe, held > 0) : VerlFiles.Of(recipe);
            foreach (var file in more) written.Create(file.Name).Write(Encoding.UTF8.GetBytes(file.Text));
            written.Commit();
            foreach (var file in more.Where(f => f.IsProgram)) MakeProgram(Path.Combine(written.Folder, file.Name));
            context.Output.Say($"{data.Count} rows read; {train} for training and {held} for {(trl ? "evaluation" : "validation")}, {string.Join(", ", more.Select(f => f.Name))} written to {parse.GetRequiredValue(output)}.");
            return ExitCodes.Success;

            async Task<(int Train, int Held)> VerlAsync()
            {
                var defaults = new VerlOptions();
                var export = new VerlExport(data, defaults with { SystemPrompt = settings.SystemPrompt, TaskDescription = parse.GetValue(task) ?? defaults.TaskDescription, Seed = settings.Seed });
                return chosen == "sft" ? await export.WriteSftAsync(written, stop) : await export.WriteRlAsync(written, stop);
            }
        }));
        return command;
    }

    private static (int Train, int Held) Trl(OutputFiles output, ConvertedSplits<ITrainingRow> rows, CancellationToken stop)
    {
        var train = JsonLinesWriter.Write(output.Create("train.jsonl"), rows.Train, stop);
        // An empty file would be a split without columns.
        return (train, rows.Eval.Count == 0 ? 0 : JsonLinesWriter.Write(output.Create("eval.jsonl"), rows.Eval, stop));
    }

    private static void MakeProgram(string path)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }
}
