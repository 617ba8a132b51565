using System.Runtime.InteropServices;

namespace CollabLLM.Gguf.Kernels;

/// <summary>Zeroed memory outside the garbage-collected heap, aligned to a cache line. Freed by <see cref="Dispose"/> or by the finalizer.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private const nuint Alignment = 64;
    private void* _pointer;

    public NativeBuffer(long bytes)
    {
        Length = bytes;
        _pointer = NativeMemory.AlignedAlloc((nuint)Math.Max(bytes, 1), Alignment);
        NativeMemory.Clear(_pointer, (nuint)bytes);
        GC.AddMemoryPressure(Math.Max(bytes, 1));
    }

    ~NativeBuffer() => Free();

    /// <summary>Size in bytes.</summary>
    public long Length { get; }

    public byte* Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_pointer is null, this);
            return (byte*)_pointer;
        }
    }

    public float* Floats => (float*)Bytes;

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        var pointer = _pointer;
        if (pointer is null) return;
        _pointer = null;
        NativeMemory.AlignedFree(pointer);
        GC.RemoveMemoryPressure(Math.Max(Length, 1));
    }
}
