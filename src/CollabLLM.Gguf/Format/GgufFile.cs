using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;

namespace CollabLLM.Gguf.Format;

/// <summary>
/// A GGUF file (version 2 or 3, little endian), memory-mapped. Everything in its header is checked when it is opened: what it claims is
/// never believed beyond the file's own length. Thread-safe for reading; nobody may read while it is disposed.
/// </summary>
public sealed unsafe class GgufFile : IDisposable
{
    private const int Piece = 1 << 26;
    private readonly long _length;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private byte* _start;

    private GgufFile(string path, MemoryMappedFile file, MemoryMappedViewAccessor view, long length)
    {
        (Path, _length, _file, _view) = (path, length, file, view);
        // Counts a reference on the view's handle: the memory stays mapped until Dispose.
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        try
        {
            (Metadata, Tensors) = GgufHeader.Read(new(_start, length, path), length);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The path it was opened by.</summary>
    public string Path { get; }

    /// <summary>What the file says about itself, by key.</summary>
    public IReadOnlyDictionary<string, GgufValue> Metadata { get; }

    /// <summary>Its tensors in the file's order: names unique, types of known size, all bytes inside the file, no two overlapping.</summary>
    public IReadOnlyList<GgufTensorInfo> Tensors { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file. It may be replaced or deleted while it is open, but not shortened.</param>
    /// <exception cref="GgufException">It cannot be read or is not a sound GGUF file; the message is a sentence that names it.</exception>
    public static GgufFile Open(string path)
    {
        MemoryMappedFile? file = null;
        MemoryMappedViewAccessor? view = null;
        try
        {
            var length = Length(path);
            if (length < 24) throw new GgufException($"{path} is not a GGUF file: it has only {length} bytes.");
            file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            return new(path, file, view, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            view?.Dispose();
            file?.Dispose();
            throw new GgufException(e is FileNotFoundException or DirectoryNotFoundException ? $"{path} does not exist." : $"{path} cannot be read: {e.Message}", e);
        }
        catch
        {
            view?.Dispose();
            file?.Dispose();
            throw;
        }
    }

    /// <summary>Of the file itself, where the path is a link to it.</summary>
    private static long Length(string path)
    {
        using var file = File.OpenHandle(path);
        return RandomAccess.GetLength(file);
    }

    /// <summary>The bytes of a tensor of at most 2 GB; not to be used after <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Data(GgufTensorInfo tensor) => new(Pointer(tensor), checked((int)tensor.ByteLength));

    /// <summary>The SHA-256 of the whole file, 64 hexadecimal digits. Reads all of it.</summary>
    public string Sha256()
    {
        ObjectDisposedException.ThrowIf(_start is null, this);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var at = 0L; at < _length; at += Piece) hash.AppendData(new ReadOnlySpan<byte>(_start + at, (int)Math.Min(Piece, _length - at)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The first byte of a tensor; not to be used after <see cref="Dispose"/>.</summary>
    public byte* Pointer(GgufTensorInfo tensor)
    {
        ObjectDisposedException.ThrowIf(_start is null, this);
        return _start + tensor.Offset;
    }

    /// <summary>Unmaps the file: pointers and spans into it are dead.</summary>
    public void Dispose()
    {
        if (_start is null) return;
        _start = null;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
