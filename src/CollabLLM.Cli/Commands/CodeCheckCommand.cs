using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CollabLLM.Cli.CodeRunner;
using Spectre.Console;

namespace CollabLLM.Cli.Commands;

/// <summary>
/// <c>collab code check</c>: what the programs of a file are worth; by default the reference solutions, which says which tasks this machine can judge.
/// </summary>
internal static class CodeCheckCommand
{
    private static readonly JsonSerializerOptions Lines = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create(CommandRunner run)
    {
        var input = new Option<string>("--input")
        {
            Description = """Lines of {"test": …, "entry_point": …, FIELD: …}; also task_id, code_prompt, libs.""",
            HelpName = "FILE.jsonl[.gz]",
            Required = true,
        };
        var field = new Option<string>("--field")
        {
            Description = "The field that holds the program. canonical_solution is put behind code_prompt.",
            HelpName = "NAME",
            DefaultValueFactory = _ => CodeRow.Canonical,
        };
        var limit = NumberOptions.Whole("--limit", "Only the first N rows.", 1, int.MaxValue);
        var json = new Option<bool>("--json") { Description = "Write one JSON object a row to stdout." };
        var options = new CodeOptions();
        var command = new Command("check", "Run the programs of a file, by default its reference solutions, and print the verdicts.") { input, field, limit, json };
        options.AddTo(command);
        command.SetAction(run(async (parse, context) =>
        {
            var leave = context.Interruption.Leave;
            var name = parse.GetValue(field)!;
            var rows = await CodeRow.ReadAsync(parse.GetRequiredValue(input), name, parse.GetValue(limit) ?? int.MaxValue, leave);
            using var runner = options.Runner(parse, context.Time);
            if (!await runner.IsIsolatedAsync()) context.Output.Say("Programs run without isolation.");
            var began = context.Time.GetTimestamp();
            var judged = await Task.WhenAll(rows.Select(async row => (row.Name, Result: await JudgeAsync(runner, row, name, leave))));
            if (parse.GetValue(json)) foreach (var (row, result) in judged) context.Output.Print(JsonSerializer.Serialize(Line(row, result), Lines));
            else Draw(context.Output, judged);
            Summarise(context.Output, judged, context.Time.GetElapsedTime(began));
            return ExitCodes.Success;
        }));
        return command;
    }

    /// <summary>A reference solution that does not pass says something about the machine, or the task, and nothing about a program.</summary>
    private static async Task<CodeResult> JudgeAsync(PythonRunner runner, CodeRow row, string field, CancellationToken cancellationToken)
    {
        var result = await runner.RunAsync(row.Task, cancellationToken);
        return field == CodeRow.Canonical ? ReferenceCheck.Judged(result) : result;
    }

    private static object Line(string row, CodeResult result) => new
    {
        task = row,
        verdict = result.Word,
        passed = result.Passed,
        tests = result.Tests,
        fraction = result.Fraction,
        seconds = result.Seconds,
        detail = result.Detail.Length == 0 ? null : result.Detail,
    };

    private static void Draw(CommandOutput output, IEnumerable<(string Row, CodeResult Result)> judged)
    {
        var table = new Table().Border(TableBorder.None).AddColumns("task", "verdict", "passed", "seconds", "detail");
        foreach (var (row, result) in judged)
        {
            var passed = result.Tests == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{result.Passed} of {result.Tests}");
            var seconds = result.Seconds.ToString("0.00", CultureInfo.InvariantCulture);
            table.AddRow(Markup.Escape(row), result.Word, passed, seconds, Markup.Escape(Shown(result.Detail)));
        }
        output.Drawn(error: false).Write(table);
    }

    /// <summary>A program's own words must not steer the terminal.</summary>
    private static string Shown(string detail) => string.Concat(detail.Select(c => char.IsControl(c) ? ' ' : c));

    private static void Summarise(CommandOutput output, IReadOnlyCollection<(string Row, CodeResult Result)> judged, TimeSpan took)
    {
        var counts = judged.CountBy(j => j.Result.Verdict).OrderBy(c => c.Key).Select(c => $"{c.Value} {new CodeResult(c.Key, "").Word}");
        output.Say(string.Create(CultureInfo.InvariantCulture, $"{judged.Count} programs in {took.TotalSeconds:0.0} s: {string.Join(", ", counts)}."));
        var infra = judged.Where(j => j.Result.Verdict == CodeVerdict.Infra).ToList();
        if (infra.Count > 0) output.Say($"Not judged (infra): {string.Join(", ", infra.Select(j => j.Row))}.");
    }
}
