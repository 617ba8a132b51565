using System.IO.MemoryMappedFiles;

namespace CollabLLM.Gguf.Format;

/// <summary>
/// A GGUF file (version 2 or 3, little endian), memory-mapped. Everything in its header is checked when it is opened. Thread-safe for reading.
/// </summary>
public sealed unsafe class GgufFile : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private byte* _start;

    private GgufFile(string path, MemoryMappedFile file, MemoryMappedViewAccessor view, long length)
    {
        (Path, _file, _view) = (path, file, view);
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

    public string Path { get; }

    public IReadOnlyDictionary<string, GgufValue> Metadata { get; }

    public IReadOnlyList<GgufTensorInfo> Tensors { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="GgufException">It cannot be read or is not a sound GGUF file.</exception>
    public static GgufFile Open(string path)
    {
        MemoryMappedFile? file = null;
        MemoryMappedViewAccessor? view = null;
        try
        {
            var length = new FileInfo(path).Length;
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

    /// <summary>The bytes of a tensor of at most 2 GB; not to be used after <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Data(GgufTensorInfo tensor) => new(Pointer(tensor), checked((int)tensor.ByteLength));

    /// <summary>The first byte of a tensor; not to be used after <see cref="Dispose"/>.</summary>
    public byte* Pointer(GgufTensorInfo tensor)
    {
        ObjectDisposedException.ThrowIf(_start is null, this);
        return _start + tensor.Offset;
    }

    public void Dispose()
    {
        if (_start is null) return;
        _start = null;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
