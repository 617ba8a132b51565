using System.Text;
using System.Text.Json;
using CollabLLM.Core.Calls;

namespace CollabLLM.Cli.Runs;

/// <summary>The folder of a run: the journal that survives, and results that appear whole or not at all.</summary>
internal sealed class RunFolder : IDisposable
{
    private const string JournalName = "calls.jsonl";

    private readonly string _path;
    private readonly bool _isNew;
    private readonly bool _hasNewJournal;
    private bool _written;

    private RunFolder(string path)
    {
        _path = path;
        _isNew = !Directory.Exists(path);
        Directory.CreateDirectory(path);
        _hasNewJournal = !System.IO.File.Exists(File(JournalName));
        Journal = CallJournal.Open(File(JournalName));
    }

    public CallJournal Journal { get; }

    public static RunFolder Open(string path)
    {
        try
        {
            return new(path);
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
            _written = true;
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

    public Task WriteBytesAsync(string name, Action<Stream> write) => WriteAsync(name, writer =>
    {
        write(writer.BaseStream);
        return Task.CompletedTask;
    });

    public void Dispose()
    {
        var unused = _hasNewJournal && !_written && Journal.Count == 0;
        Journal.Dispose();
        if (!unused) return;
        System.IO.File.Delete(File(JournalName));
        if (_isNew && !Directory.EnumerateFileSystemEntries(_path).Any()) Directory.Delete(_path);
    }
}
