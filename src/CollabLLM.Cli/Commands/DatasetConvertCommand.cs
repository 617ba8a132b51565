using System.CommandLine;
using CollabLLM.Core.Datasets.Conversion;
using CollabLLM.Core.Datasets.Multiturn;
using CollabLLM.Core.Datasets.Parquet;
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
        var format = ConversionOptionSet.OneOf("--format", "Of the files.", "jsonl", "parquet");
        var options = new ConversionOptionSet();
        var command = new Command("convert", "Make rows for trainers out of a multiturn dataset, nested or flattened.") { files, to, output, replies, format };
        options.AddTo(command);
        command.SetAction(run(async (parse, context) =>
        {
            var settings = options.Read(parse, parse.GetValue(replies) == "messages");
            var stop = context.Interruption.Leave;
            using var data = await MultiturnDataset.OpenAsync(parse.GetRequiredValue(files), cancellationToken: stop);
            using var written = new OutputFiles(parse.GetRequiredValue(output));
            var parquet = parse.GetValue(format) == "parquet";
            var converter = new DatasetConverter(data, settings);
            var said = parse.GetRequiredValue(to) switch
            {
                "sft" => await WriteAsync(written, converter.ToSft(), parquet, stop),
                "dpo" => await WriteAsync(written, converter.ToDpo(), parquet, stop),
                "inputs" => await WriteAsync(written, converter.ToInputs(), parquet, stop),
                "kto" => await WriteAsync(written, converter.ToKto(), parquet, stop),
                "grpo" => await WriteAsync(written, converter.ToGrpo(), parquet, stop),
                "flat" when parquet => $"{await MultiturnFiles.WriteFlatParquetAsync(written.Create("flat.parquet"), data, stop)} rows",
                "flat" => $"{MultiturnFiles.WriteFlat(written.Create("flat.jsonl"), data.Rows(), stop)} rows",
                _ => $"{MultiturnFiles.WriteNested(written.Create("nested.json"), Nesting.Nest(data), stop)} conversations",
            };
            written.Commit();
            context.Output.Say($"{data.Count} rows read; {said} written to {parse.GetRequiredValue(output)}.");
            return ExitCodes.Success;
        }));
        return command;
    }

    private static async Task<string> WriteAsync<T>(OutputFiles output, ConvertedSplits<T> splits, bool parquet, CancellationToken stop) where T : ITrainingRow
    {
        var train = await WriteAsync(output, "train", splits.Train, parquet, stop);
        var eval = await WriteAsync(output, "eval", splits.Eval, parquet, stop);
        return $"{train} for training and {eval} for evaluation";
    }

    private static Task<int> WriteAsync<T>(OutputFiles output, string name, ConvertedRows<T> rows, bool parquet, CancellationToken stop) where T : ITrainingRow =>
        parquet
            ? ParquetTable.WriteAsync(output.Create($"{name}.parquet"), rows, stop)
            : Task.FromResult(JsonLinesWriter.Write(output.Create($"{name}.jsonl"), rows, stop));
}
