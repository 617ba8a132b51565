using System.IO.Compression;
using System.Text.Json;
using CollabLLM.Core.Datasets.Parquet;
using CollabLLM.Core.Datasets.Validation;
using Microsoft.Win32.SafeHandles;

namespace CollabLLM.Core.Datasets.Rows;

/// <summary>
/// A file of rows: JSON Lines, a JSON list, either of them gzipped, or Parquet. What it is shows in its first bytes, not in its name.
/// Compressed files and Parquet are unpacked to a temporary file, so that every row can be read again from where it stands.
/// </summary>
internal sealed class RowFile : IDisposable
{
    public const string OfParquet = "Parquet";

    private readonly SafeFileHandle _file;
    private readonly IDisposable _owner;
    private readonly int _start;
    private readonly bool _list;

    private RowFile(string name, SafeFileHandle file, IDisposable owner, string? packing)
    {
        (Name, _file, _owner) = (name, file, owner);
        Span<byte> head = stackalloc byte[512];
        head = head[..RandomAccess.Read(file, head, 0)];
        if (head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) throw Whole("is UTF-16; datasets are UTF-8.");
        if (head is [0xEF, 0xBB, 0xBF, ..]) _start = 3;
        var first = head[_start..].IndexOfAnyExcept(" \t\r\n"u8);
        _list = first >= 0 && head[_start + first] == '[';
        var text = _list ? "JSON list" : "JSON Lines";
        Container = packing is null ? text : packing == OfParquet ? OfParquet : $"{text}, {packing}";
    }

    /// <summary>As it was given.</summary>
    public string Name { get; }

    /// <summary>JSON Lines, JSON list, either gzipped, or Parquet.</summary>
    public string Container { get; }

    public static async Task<RowFile> OpenAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var (file, owner, packing) = await UnpackedAsync(path, cancellationToken);
            try
            {
                return new(path, file, owner, packing);
            }
            catch
            {
                owner.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                e is FileNotFoundException or DirectoryNotFoundException ? $"There is no file {path}." : $"{path} cannot be read: {e.Message}", e);
        }
        catch (InvalidDataException e)
        {
            throw new InputException($"{path} is damaged: {e.Message}", e);
        }
    }

    public IEnumerable<RawRow> Rows() => _list ? new ListRows(_file, Name).Rows(_start) : LineRows.Of(_file, _start);

    /// <summary>Reads a row again.</summary>
    public JsonDocument Read(int number, long offset, int length)
    {
        var bytes = new byte[length];
        var read = RandomAccess.Read(_file, bytes, offset);
        return RowJson.Parse(bytes.AsMemory(0, read), Name, number);
    }

    public void Dispose() => _owner.Dispose();

    private static async Task<(SafeFileHandle File, IDisposable Owner, string? Packing)> UnpackedAsync(string path, CancellationToken cancellationToken)
    {
        var file = File.OpenHandle(path, options: FileOptions.RandomAccess);
        var magic = new byte[4];
        var length = RandomAccess.Read(file, magic, 0);
        var packed = length >= 2 && magic is [0x1F, 0x8B, ..];
        var parquet = length == 4 && magic.AsSpan().SequenceEqual("PAR1"u8);
        if (!packed && !parquet) return (file, file, null);
        file.Dispose();
        var name = Path.Combine(Path.GetTempPath(), $"collab-rows-{Guid.NewGuid():N}");
        var spool = new FileStream(name, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, 1 << 16, FileOptions.DeleteOnClose | FileOptions.RandomAccess);
        try
        {
            // Where an open file may lose its name it does so now: a process that is killed leaves nothing behind.
            if (!OperatingSystem.IsWindows()) File.Delete(name);
            if (parquet)
            {
                await ParquetRows.WriteLinesAsync(path, spool, cancellationToken);
            }
            else
            {
                await using var input = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
                await input.CopyToAsync(spool, cancellationToken);
            }
            await spool.FlushAsync(cancellationToken);
            return (spool.SafeFileHandle, spool, parquet ? OfParquet : "gzipped");
        }
        catch
        {
            await spool.DisposeAsync();
            throw;
        }
    }

    private InputException Whole(string problem) => new DatasetProblem(Name, null, null, problem).AsException();
}
