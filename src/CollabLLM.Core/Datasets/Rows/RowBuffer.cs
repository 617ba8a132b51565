using Microsoft.Win32.SafeHandles;

namespace CollabLLM.Core.Datasets.Rows;

/// <summary>A window that moves over a file, and keeps the beginning of the row that it is in.</summary>
internal sealed class RowBuffer(SafeFileHandle file)
{
    private const int Chunk = 1 << 18;
    private byte[] _bytes = new byte[2 * Chunk];
    private int _length;

    /// <summary>Where <see cref="Bytes"/> begins in the file.</summary>
    public long Start { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public ReadOnlyMemory<byte> Slice(int from, int to) => _bytes.AsMemory(from, to - from);

    /// <summary>Forgets what lies before <paramref name="keepFrom"/> and reads on; positions move down by as much.</summary>
    /// <returns>False at the end of the file.</returns>
    public bool ReadOn(int keepFrom)
    {
        if (keepFrom > 0)
        {
            _bytes.AsSpan(keepFrom, _length - keepFrom).CopyTo(_bytes);
            Start += keepFrom;
            _length -= keepFrom;
        }
        if (_length + Chunk > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + Chunk));
        var read = RandomAccess.Read(file, _bytes.AsSpan(_length, Chunk), Start + _length);
        _length += read;
        return read > 0;
    }
}
