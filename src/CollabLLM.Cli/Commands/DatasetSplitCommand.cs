using System.CommandLine;
using CollabLLM.Cli.Simulations;
using CollabLLM.Core.Datasets;
using CollabLLM.Core.Datasets.Rows;
using CollabLLM.Core.Datasets.SingleTurn;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab dataset split</c>: single-turn rows, divided as Python code divides them.</summary>
internal static class DatasetSplitCommand
{
    public static Command Create(CommandRunner run)
    {
        var file = new Argument<string>("FILE") { Description = "Single-turn rows: JSON Lines, a JSON list, either gzipped, or Parquet." };
        var map = GoalOptions.Map();
        var ratio = NumberOptions.Real("--eval-ratio", "The part of the rows that is for evaluation. Default: the rows' own split, else 0.1.", 0, 1);
        var seed = NumberOptions.Long("--seed", "Default: 42.");
        var output = new Option<string>("--out") { Description = "Gets a file for every part, train.jsonl and eval.jsonl; all or nothing.", HelpName = "FOLDER", Required = true };
        var command = new Command("split", "Divide single-turn rows; the draw is Python's, number for number.") { file, map, ratio, seed, output };
        command.SetAction(run(async (parse, context) =>
        {
            var stop = context.Interruption.Leave;
            var data = await SingleTurnDataset.ReadAsync(parse.GetRequiredValue(file), parse.GetValue(map), stop);
            using var written = new OutputFiles(parse.GetRequiredValue(output));
            List<string> said = [];
            foreach (var (name, rows) in Parts(data, parse.GetValue(ratio), parse.GetValue(seed)))
            {
                if (name.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) >= 0) throw new CommandException(ExitCodes.BadInput, $"{parse.GetRequiredValue(file)}: the split {name} cannot be a file name.");
                JsonLinesWriter.Write(written.Create($"{name}.jsonl"), rows, SingleTurnFile.WriteRow, stop);
                said.Add($"{rows.Count} for {name}");
            }
            written.Commit();
            context.Output.Say($"{data.Rows.Count} rows read; {string.Join(", ", said)} written to {parse.GetRequiredValue(output)}.");
            return ExitCodes.Success;
        }));
        return command;
    }

    private static IEnumerable<KeyValuePair<string, IReadOnlyList<Goal>>> Parts(SingleTurnDataset data, double? ratio, long? seed)
    {
        if (ratio is null && seed is null) return data.Parts();
        var (train, eval) = data.Split(ratio ?? SingleTurnDataset.DefaultEvalRatio, seed ?? SingleTurnDataset.DefaultSeed);
        return [new("train", train), new("eval", eval)];
    }
}
