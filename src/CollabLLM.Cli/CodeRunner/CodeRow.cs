using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Cli.JsonLines;

namespace CollabLLM.Cli.CodeRunner;

/// <summary>A row of a file of tasks, with the program that one of its fields holds.</summary>
/// <param name="Name">Its <c>task_id</c>, else its line.</param>
internal sealed record CodeRow(string Name, CodeTask Task)
{
    /// <summary>BigCodeBench's reference: the body of a function whose head is <c>code_prompt</c>.</summary>
    public const string Canonical = "canonical_solution";

    /// <summary>Reads the first rows of <c>.jsonl</c> or <c>.jsonl.gz</c>.</summary>
    /// <exception cref="CommandException">A line cannot be used; nothing was run.</exception>
    public static async Task<List<CodeRow>> ReadAsync(string file, string field, int most, CancellationToken cancellationToken)
    {
        List<CodeRow> rows = [];
        var number = 0;
        try
        {
            await using var bytes = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            await using var plain = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(bytes, CompressionMode.Decompress) : (Stream)bytes;
            using var reader = new StreamReader(plain, new UTF8Encoding(false, throwOnInvalidBytes: true));
            while (rows.Count < most && await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                number++;
                if (!string.IsNullOrWhiteSpace(line)) rows.Add(Row(line, number, field));
            }
        }
        catch (Exception e) when (e is JsonException or JsonLineException or DecoderFallbackException or InvalidDataException)
        {
            var problem = e switch
            {
                JsonLineException => e.Message,
                JsonException => "this is not JSON.",
                DecoderFallbackException => "this is not UTF-8.",
                _ => "this is not gzip.",
            };
            throw new CommandException(ExitCodes.BadInput, $"{file}, line {Math.Max(1, number)}: {problem}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.BadInput, $"--input: {file} cannot be read: {e.Message}", e);
        }
        return rows.Count > 0 ? rows : throw new CommandException(ExitCodes.BadInput, $"{file} holds no row.");
    }

    private static CodeRow Row(string line, int number, string field)
    {
        using var document = JsonDocument.Parse(line);
        var row = document.RootElement;
        if (row.ValueKind != JsonValueKind.Object) throw new JsonLineException("each line must hold one JSON object.");
        var code = field == Canonical ? row.Text("code_prompt") + row.Text(Canonical) : PythonSource.Unfenced(row.Text(field));
        var task = new CodeTask(code, row.Text("test"), row.Text("entry_point"));
        if (TaskLibraries.Of(JsonNode.Parse(line)!["libs"]) is { } libraries) task = task with { Libraries = libraries };
        return new(row.Optional("task_id") is { } id ? id.ToString() : $"line {number}", task);
    }
}
