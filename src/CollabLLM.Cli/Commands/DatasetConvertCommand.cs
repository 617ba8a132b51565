using System.CommandLine;
using System.Globalization;
using System.Text;
using CollabLLM.Cli.Simulations;
using CollabLLM.Core.Datasets.Conversion;
using CollabLLM.Core.Datasets.Multiturn;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab dataset convert</c>: multiturn data as training data, parted into training and evaluation.</summary>
internal static class DatasetConvertCommand
{
    private const string Row = "row";
    private const string Conversation = "conversation";

    public static Command Create(CommandRunner run)
    {
        var input = new Argument<string>("FILE") { Description = "Nested (a JSON array of conversations with turns), or flattened (an array or lines of rows)." };
        var to = new Option<string>("--to") { Description = "sft: messages of the best last turn. dpo: the best against the worst reply of a turn. inputs: each turn once, with its goal.", Required = true };
        to.AcceptOnlyFromAmong("sft", "dpo", "inputs");
        var folder = new Option<string>("--out") { Description = "Gets train.jsonl and eval.jsonl, both or none.", HelpName = "DIR", Required = true };
        var gap = NumberOptions.Real("--min-gap", "With dpo: pairs whose scores lie closer are left out. Default: 0.", 0, 1e9);
        var metric = new Option<string?>("--lower-bound-metric") { Description = "With sft: score, or rewards.NAME whose mean over the futures must reach --lower-bound.", HelpName = "PATH" };
        var bound = NumberOptions.Real("--lower-bound", "With --lower-bound-metric. Default: 0.", -1e9, 1e9);
        var ratio = NumberOptions.Real("--eval-ratio", "The share that goes to eval.jsonl. Default: 0.", 0, 1);
        var count = NumberOptions.Whole("--n-eval", "How many go there, in place of the share.", 0, int.MaxValue);
        var split = new Option<string>("--split")
        {
            Description = "conversation: share and number are of conversations, and none stands on both sides. row: of rows, the published code's own choice to the last row.",
            DefaultValueFactory = _ => Conversation,
        };
        split.AcceptOnlyFromAmong(Conversation, Row);
        var seed = NumberOptions.Long("--seed", "Of the split. Default: 42.");
        var system = new Option<string?>("--system-prompt") { Description = "Stands first in every conversation. Default: none.", HelpName = "TEXT" };
        var command = new Command("convert", "Make training data of multiturn data, with the rules of the published code.")
        {
            input, to, folder, gap, metric, bound, ratio, count, split, seed, system,
        };
        command.SetAction(run(async (parse, context) =>
        {
            var rows = MultiturnFile.Read(parse.GetRequiredValue(input));
            var settings = new ConversionSettings
            {
                SystemPrompt = parse.GetValue(system),
                MinimumGap = parse.GetValue(gap) ?? 0,
                LowerBoundMetric = parse.GetValue(metric),
                LowerBound = parse.GetValue(bound) ?? 0,
            };
            var converted = parse.GetRequiredValue(to) switch
            {
                "sft" => DatasetConversion.ToSft(rows, settings),
                "dpo" => DatasetConversion.ToDpo(rows, settings),
                _ => DatasetConversion.ToInputs(rows, settings),
            };
            var (n, share, from) = (parse.GetValue(count), parse.GetValue(ratio) ?? 0, parse.GetValue(seed) ?? 42);
            var (train, eval) = parse.GetValue(split) == Row ? DatasetSplit.ByRow(converted, n, share, from) : DatasetSplit.ByConversation(converted, n, share, from);
            await WriteAsync(parse.GetRequiredValue(folder), train, eval);
            context.Output.Say(string.Create(CultureInfo.InvariantCulture, $"{rows.Count} rows read; {train.Count} for training and {eval.Count} for evaluation written to {parse.GetRequiredValue(folder)}."));
            if (converted.Count == 0) context.Output.Say("Nothing passed the conditions: both files are empty.");
            return ExitCodes.Success;
        }));
        return command;
    }

    private static async Task WriteAsync(string folder, IReadOnlyList<ConvertedRow> train, IReadOnlyList<ConvertedRow> eval)
    {
        List<(string Name, IReadOnlyList<ConvertedRow> Rows)> files = [(Path.Combine(folder, "train.jsonl"), train), (Path.Combine(folder, "eval.jsonl"), eval)];
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var (name, rows) in files)
            {
                await using var writer = new StreamWriter(name + ".part", false, new UTF8Encoding(false)) { NewLine = "\n" };
                foreach (var row in rows) await writer.WriteLineAsync(row.Row.ToJsonString(ConversationLine.Json));
            }
            foreach (var (name, _) in files) File.Move(name + ".part", name, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.BadInput, $"--out: {folder} cannot be written: {e.Message}", e);
        }
        finally
        {
            foreach (var (name, _) in files)
            {
                if (File.Exists(name + ".part")) File.Delete(name + ".part");
            }
        }
    }
}
