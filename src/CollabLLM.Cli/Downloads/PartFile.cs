using System.Text.Json;

namespace CollabLLM.Cli.Downloads;

/// <summary>
/// The beginning of a download: <c>FILE.part</c>, and in <c>FILE.part.json</c> what it is the beginning of, so that it is never
/// continued with another file's bytes.
/// </summary>
internal sealed class PartFile(string target)
{
    private readonly string _notes = target + ".part.json";

    public string Path { get; } = target + ".part";

    public long Length => File.Exists(Path) ? new FileInfo(Path).Length : 0;

    /// <summary>What the server called the version that is here; null when it cannot be continued.</summary>
    public string? ValidatorFor(Uri address)
    {
        if (Length == 0 || !File.Exists(_notes)) return null;
        try
        {
            var notes = JsonSerializer.Deserialize<Notes>(File.ReadAllText(_notes), CommandOutput.Json);
            return notes?.Address == address ? notes.Validator : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <param name="validator">A strong ETag in quotes, or the date of the last change; null when the server gives neither.</param>
    public void Note(Uri address, string? validator) => File.WriteAllText(_notes, JsonSerializer.Serialize(new Notes(address, validator), CommandOutput.Json));

    /// <exception cref="IOException">Another pull writes it.</exception>
    public FileStream Open(bool append) => new(Path, append ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.None);

    public void Delete()
    {
        File.Delete(Path);
        File.Delete(_notes);
    }

    public void Keep(string as_)
    {
        File.Move(Path, as_, overwrite: true);
        File.Delete(_notes);
    }

    private sealed record Notes(Uri Address, string? Validator);
}
