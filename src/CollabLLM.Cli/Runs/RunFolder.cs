using System.Text;
using System.Text.Json;
using CollabLLM.Core.Calls;

namespace CollabLLM.Cli.Runs;

/// <summary>The folder of a run: the journal that survives, and results that appear whole or not at all.</summary>
internal sealed class RunFolder : IDisposable
{
    private readonly string _path;

    private RunFolder(string path, CallJournal journal) => (_path, Journal) = (path, journal);

    public CallJournal Journal { get; }

    public static RunFolder Open(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            return new(path, CallJournal.Open(Path.Combine(path, "calls.jsonl")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.BadInput, $"--out: {path} cannot be written: {e.Message}", e);
        }
    }

    public string File(string name) => Path.Combine(_path, name);

    /// <summary>Writes under another name and renames.</summary>
    public async Task WriteAsync(string name, Func<StreamWriter, Task> write)
    {
        var draft = File(name) + ".part";
        try
        {
            await using (var writer = new StreamWriter(draft, false, new UTF8Encoding(false)) { NewLine = "\n" }) await write(writer);
            System.IO.File.Move(draft, File(name), overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.BadInput, $"{File(name)} cannot be written: {e.Message}", e);
        }
        finally
        {
            if (System.IO.File.Exists(draft)) System.IO.File.Delete(draft);
        }
    }

    /// <param name="line">Of the file, one JSON value each.</param>
    public Task WriteLinesAsync<T>(string name, IEnumerable<T> line, JsonSerializerOptions options) => WriteAsync(name, async writer =>
    {
        foreach (var value in line) await writer.WriteLineAsync(JsonSerializer.Serialize(value, options));
    });

    /// <summary>A JSON array, one element a line, so that it can be read without a parser for all of it.</summary>
    public Task WriteArrayAsync<T>(string name, IEnumerable<T> elements, JsonSerializerOptions options) => WriteAsync(name, async writer =>
    {
        var begun = false;
        foreach (var element in elements)
        {
            await writer.WriteAsync(begun ? ",\n" : "[\n");
            await writer.WriteAsync(JsonSerializer.Serialize(element, options));
            begun = true;
        }
        await writer.WriteAsync(begun ? "\n]\n" : "[]\n");
    });

    public void Dispose() => Journal.Dispose();
}
