using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CollabLLM.Cli.Chat;
using CollabLLM.Core.Datasets.Inspection;
using Spectre.Console;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab dataset inspect</c>: what a file of rows holds.</summary>
internal static class DatasetInspectCommand
{
    private const int MostShown = 300;

    public static Command Create(CommandRunner run)
    {
        var file = new Argument<string>("FILE") { Description = "Rows of any form: JSON Lines, a JSON list, either gzipped, or Parquet." };
        var rows = NumberOptions.Whole("--rows", "Shows so many of the first rows. Default: 1.", 0, 1000);
        var json = CommonOptions.Json();
        var command = new Command("inspect", "What a file of rows holds: its form, its columns with types, and the first rows.") { file, rows, json };
        command.SetAction(run(async (parse, context) =>
        {
            var found = await DatasetInspector.InspectAsync(parse.GetRequiredValue(file), parse.GetValue(rows) ?? 1, context.Interruption.Leave);
            if (parse.GetValue(json)) context.Output.WriteJson(new
            {
                found.File,
                found.Container,
                found.Bytes,
                Form = JsonNamingPolicy.SnakeCaseLower.ConvertName(found.Form.ToString()),
                found.Rows,
                found.Columns,
                found.Schema,
                found.FirstRows,
            });
            else Draw(context.Output, found);
            return ExitCodes.Success;
        }));
        return command;
    }

    private static void Draw(CommandOutput output, DatasetInspection found)
    {
        output.Say(string.Create(CultureInfo.InvariantCulture, $"{found.File}: {found.Form.Words()}, {found.Rows:N0} rows, {found.Container}, {Sizes.Bytes(found.Bytes)}"));
        var table = new Table().Border(TableBorder.None);
        foreach (var head in (string[])["column", "types", "null", "missing", "shortest", "longest", "of"]) table.AddColumn(new TableColumn(head) { Alignment = head is "column" or "types" or "of" ? Justify.Left : Justify.Right });
        foreach (var column in found.Columns)
        {
            var types = column.Types.Count == 1 ? column.Types.First().Key : string.Join(", ", column.Types.Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Key} {t.Value:N0}")));
            table.AddRow(Escaped(column.Name), types, Number(column.Nulls), Number(column.Missing), Number(column.Shortest), Number(column.Longest), column.Unit ?? "");
        }
        output.Drawn(error: true).Write(table);
        if (found.Schema is { } schema)
        {
            output.Say("Schema:");
            foreach (var column in schema) output.Say($"  {Clean(column)}");
        }
        foreach (var (number, row) in found.FirstRows.Index())
        {
            output.Say($"Row {number + 1}:");
            foreach (var property in row.EnumerateObject()) Show(output, property.Name, property.Value);
        }
    }

    /// <summary>Messages one a line, as they are read; everything else as JSON, cut off where it is long.</summary>
    private static void Show(CommandOutput output, string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value.EnumerateArray().All(IsMessage))
        {
            output.Say($"  {Clean(name)}:");
            foreach (var message in value.EnumerateArray()) output.Say($"    {Short(message.GetProperty("role").GetString()!)}: {Short(message.GetProperty("content").GetString()!)}");
            return;
        }
        output.Say($"  {Clean(name)}: {Short(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText())}");
    }

    private static bool IsMessage(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && IsText(value, "role") && IsText(value, "content");

    private static bool IsText(JsonElement value, string field) => value.TryGetProperty(field, out var text) && text.ValueKind == JsonValueKind.String;

    private static string Short(string text) => Clean(text.Length <= MostShown ? text : $"{text[..MostShown]}… ({text.Length.ToString("N0", CultureInfo.InvariantCulture)} characters)");

    /// <summary>A row is somebody's text: it must not steer a terminal, and a line end would look like another row.</summary>
    private static string Clean(string text) => TerminalText.Clean(text.ReplaceLineEndings("⏎"));

    private static string Escaped(string text) => Markup.Escape(Clean(text));

    private static string Number(double? value) => value?.ToString("#,0.####", CultureInfo.InvariantCulture) ?? "";
}
