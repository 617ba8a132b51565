namespace CollabLLM.Core.Datasets.Rows;

/// <summary>
/// Files that appear together or not at all: each is written as <c>NAME.part</c>, and renamed by <see cref="Commit"/> when all are complete.
/// Without it everything is deleted again, with the folder if it was made for them.
/// </summary>
public sealed class OutputFiles : IDisposable
{
    private readonly List<(FileStream Stream, string Draft, string Path)> _files = [];
    private readonly string? _madeFolder;
    private bool _committed;

    /// <param name="folder">Is made when it does not exist.</param>
    /// <exception cref="InputException">It cannot be made.</exception>
    public OutputFiles(string folder)
    {
        Folder = Path.GetFullPath(folder);
        try
        {
            if (!Directory.Exists(Folder)) _madeFolder = Directory.CreateDirectory(Folder).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"The folder {folder} cannot be made: {e.Message}", e);
        }
    }

    public string Folder { get; }

    /// <summary>The stream is closed by <see cref="Commit"/> or <see cref="Dispose"/> at the latest.</summary>
    public Stream Create(string name)
    {
        var path = Path.Combine(Folder, name);
        try
        {
            var stream = new FileStream(path + ".part", FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 1 << 16);
            _files.Add((stream, path + ".part", path));
            return stream;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path} cannot be written: {e.Message}", e);
        }
    }

    public void Commit()
    {
        foreach (var (stream, _, _) in _files) stream.Dispose();
        foreach (var (_, draft, path) in _files) File.Move(draft, path, overwrite: true);
        _committed = true;
    }

    public void Dispose()
    {
        if (_committed) return;
        foreach (var (stream, draft, _) in _files)
        {
            stream.Dispose();
            File.Delete(draft);
        }
        if (_madeFolder is not null && !Directory.EnumerateFileSystemEntries(_madeFolder).Any()) Directory.Delete(_madeFolder);
    }
}
