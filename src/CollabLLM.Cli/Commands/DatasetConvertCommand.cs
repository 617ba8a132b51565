using System.CommandLine;
using CollabLLM.Core.Datasets.Conversion;
using CollabLLM.Core.Datasets.Multiturn;
using CollabLLM.Core.Datasets.Rows;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab dataset convert</c>: multiturn data as rows for trainers, and from one multiturn form to the other.</summary>
internal static class DatasetConvertCommand
{
    public static Command Create(CommandRunner run)
    {
        var files = CommonOptionsOfDatasets.Files();
        var to = new Option<string>("--to") { Description = "sft, dpo, inputs, kto or grpo; flat or nested keep everything.", Required = true };
        to.AcceptOnlyFromAmong("sft", "dpo", "inputs", "kto", "grpo", "flat", "nested");
        var output = new Option<string>("--out") { Description = "Gets train.jsonl and eval.jsonl, or flat.jsonl, or nested.json; all or nothing.", HelpName = "FOLDER", Required = true };
        var replies = ConversionOptionSet.OneOf("--replies", "DPO replies as texts, as the reference writes them, or as lists of one message, as TRL wants beside a list prompt.", "text", "messages");
        var options = new ConversionOptionSet();
        var command = new Command("convert", "Make rows for trainers out of a multiturn dataset, nested or flattened.") { files, to, output, replies };
        options.AddTo(command);
        command.SetAction(run(async (parse, context) =>
        {
            var settings = options.Read(parse, parse.GetValue(replies) == "messages");
            var stop = context.Interruption.Leave;
            using var data = await MultiturnDataset.OpenAsync(parse.GetRequiredValue(files), cancellationToken: stop);
            using var written = new OutputFiles(parse.GetRequiredValue(output));
            var converter = new DatasetConverter(data, settings);
            var said = parse.GetRequiredValue(to) switch
            {
                "sft" => Write(written, converter.ToSft(), stop),
                "dpo" => Write(written, converter.ToDpo(), stop),
                "inputs" => Write(written, converter.ToInputs(), stop),
                "kto" => Write(written, converter.ToKto(), stop),
                "grpo" => Write(written, converter.ToGrpo(), stop),
                "flat" => $"{MultiturnFiles.WriteFlat(written.Create("flat.jsonl"), data.Rows(), stop)} rows",
                _ => $"{MultiturnFiles.WriteNested(written.Create("nested.json"), Nesting.Nest(data), stop)} conversations",
            };
            written.Commit();
            context.Output.Say($"{data.Count} rows read; {said} written to {parse.GetRequiredValue(output)}.");
            return ExitCodes.Success;
        }));
        return command;
    }

    private static string Write<T>(OutputFiles output, ConvertedSplits<T> splits, CancellationToken stop) where T : ITrainingRow
    {
        var train = JsonLinesWriter.Write(output.Create("train.jsonl"), splits.Train, stop);
        var eval = JsonLinesWriter.Write(output.Create("eval.jsonl"), splits.Eval, stop);
        return $"{train} for training and {eval} for evaluation";
    }
}
