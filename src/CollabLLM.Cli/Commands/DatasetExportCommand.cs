using System.CommandLine;
using CollabLLM.Cli.Catalogue;
using CollabLLM.Core.Datasets.Conversion;
using CollabLLM.Core.Datasets.Export;
using CollabLLM.Core.Datasets.Multiturn;
using CollabLLM.Core.Datasets.Rows;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab dataset export</c>: files that verl and TRL read unchanged.</summary>
internal static class DatasetExportCommand
{
    private static readonly string[] OfVerl = ["rl", "sft"];
    private static readonly string[] OfTrl = ["dpo", "sft", "kto", "grpo"];

    public static Command Create(CommandRunner run)
    {
        var files = CommonOptionsOfDatasets.Files();
        var to = ConversionOptionSet.OneOf("--to", "For whom: Parquet for verl, JSON Lines for TRL.", "verl", "trl");
        var form = new Option<string?>("--form") { Description = "verl: rl (every prompt once, with its goal; the default) or sft. TRL: dpo (the default), sft, kto or grpo.", HelpName = "FORM" };
        var style = ConversionOptionSet.OneOf("--style", "TRL: lists of messages, which the trainer renders, or rendered texts.", "messages", "text");
        var template = new Option<string?>("--template") { Description = "With --style text: the chat template of this model. Default: ChatML.", HelpName = "FILE.gguf" };
        var task = new Option<string?>("--task-desc") { Description = "verl: what the conversations are for. Default: solving math problems.", HelpName = "TEXT" };
        var ratio = NumberOptions.Real("--validation-size", "verl: the part of the rows for validation, rounded up. Default: 0.1.", 0, 1);
        var output = new Option<string>("--out") { Description = "verl: gets rl_train.parquet and rl_validation.parquet, or sft_…; TRL: train.jsonl and eval.jsonl. All or nothing.", HelpName = "FOLDER", Required = true };
        var conversion = new ConversionOptionSet();
        var command = new Command("export", "Write files that verl or TRL read unchanged.") { files, to, form, style, template, task, ratio, output };
        conversion.AddTo(command);
        command.SetAction(run(async (parse, context) =>
        {
            var trl = parse.GetValue(to) == "trl";
            Option[] others = trl ? [task, ratio] : [style, template, .. conversion.Only];
            foreach (var option in others)
            {
                if (parse.GetResult(option) is { Implicit: false }) throw new CommandException(ExitCodes.Usage, $"{option.Name} does not go with --to {parse.GetValue(to)}.");
            }
            var chosen = Form(parse.GetValue(form), trl);
            var settings = conversion.Read(parse, conversational: true);
            var rendering = Rendering(parse.GetValue(style) == "text", parse.GetValue(template));
            var stop = context.Interruption.Leave;
            using var data = await MultiturnDataset.OpenAsync(parse.GetRequiredValue(files), cancellationToken: stop);
            using var written = new OutputFiles(parse.GetRequiredValue(output));
            var defaults = new VerlOptions();
            var (train, held) = trl
                ? Trl(written, new TrlExport(data, settings, rendering).Rows(Enum.Parse<TrlForm>(chosen, ignoreCase: true)), stop)
                : await VerlAsync(written, chosen, new(data, defaults with
                {
                    SystemPrompt = settings.SystemPrompt,
                    TaskDescription = parse.GetValue(task) ?? defaults.TaskDescription,
                    ValidationRatio = parse.GetValue(ratio) ?? defaults.ValidationRatio,
                    Seed = settings.Seed,
                }), stop);
            written.Commit();
            context.Output.Say($"{data.Count} rows read; {train} for training and {held} for {(trl ? "evaluation" : "validation")} written to {parse.GetRequiredValue(output)}.");
            return ExitCodes.Success;
        }));
        return command;
    }

    private static string Form(string? given, bool trl)
    {
        var known = trl ? OfTrl : OfVerl;
        if (given is null) return known[0];
        return known.Contains(given) ? given : throw new CommandException(ExitCodes.Usage, $"--form {given} is not known to {(trl ? "TRL" : "verl")}: {string.Join(", ", known)}.");
    }

    private static ChatRendering? Rendering(bool text, string? template)
    {
        if (template is not null && !text) throw new CommandException(ExitCodes.Usage, "--template renders texts: it needs --style text.");
        if (!text) return null;
        return template is null ? ChatRendering.ChatMl : ModelRendering.Load(template);
    }

    private static (int Train, int Held) Trl(OutputFiles output, ConvertedSplits<ITrainingRow> rows, CancellationToken stop) =>
        (JsonLinesWriter.Write(output.Create("train.jsonl"), rows.Train, stop), JsonLinesWriter.Write(output.Create("eval.jsonl"), rows.Eval, stop));

    private static Task<(int Train, int Held)> VerlAsync(OutputFiles output, string form, VerlExport export, CancellationToken stop) =>
        form == "sft" ? export.WriteSftAsync(output, stop) : export.WriteRlAsync(output, stop);
}
