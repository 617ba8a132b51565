using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace CollabLLM.Training.Safetensors;

/// <summary>
/// One file of the safetensors format: eight bytes with the length of a JSON header that gives type, shape and place of each tensor, then the tensors, row by
/// row. What the header claims is checked against the file's length. Not thread-safe.
/// </summary>
internal sealed class SafetensorsFile : IDisposable
{
    private const long MostHeader = 100_000_000;
    private readonly FileStream _stream;
    private readonly long _start;
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public SafetensorsFile(string path)
    {
        Path = path;
        try
        {
            _stream = File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"{path} cannot be read: {e.Message}", e);
        }
        try
        {
            Span<byte> length = stackalloc byte[8];
            if (_stream.ReadAtLeast(length, 8, throwOnEndOfStream: false) < 8) throw Damaged("it is too short");
            var header = BinaryPrimitives.ReadInt64LittleEndian(length);
            if (header < 2 || header > MostHeader || header > _stream.Length - 8) throw Damaged("its header is longer than the file");
            var json = new byte[header];
            _stream.ReadExactly(json);
            _start = 8 + header;
            Parse(json);
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    public string Path { get; }

    public IEnumerable<string> Names => _entries.Keys;

    /// <summary>Extents, rows first.</summary>
    public long[] Shape(string name) => _entries[name].Shape;

    /// <summary>F32, F16 or BF16.</summary>
    public string Type(string name) => _entries[name].Type;

    /// <summary>All values, row by row.</summary>
    public float[] Floats(string name)
    {
        var entry = _entries[name];
        var bytes = new byte[entry.End - entry.Begin];
        _stream.Position = _start + entry.Begin;
        _stream.ReadExactly(bytes);
        var values = new float[entry.Count];
        switch (entry.Type)
        {
            case "F32":
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values);
                break;
            case "F16":
                var halves = MemoryMarshal.Cast<byte, Half>(bytes);
                for (var i = 0; i < values.Length; i++) values[i] = (float)halves[i];
                break;
            default:
                var upper = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (var i = 0; i < values.Length; i++) values[i] = BitConverter.UInt32BitsToSingle((uint)upper[i] << 16);
                break;
        }
        return values;
    }

    public void Dispose() => _stream.Dispose();

    private void Parse(byte[] json)
    {
        try
        {
            using var header = JsonDocument.Parse(json);
            foreach (var tensor in header.RootElement.EnumerateObject().Where(t => t.Name != "__metadata__"))
            {
                var type = tensor.Value.GetProperty("dtype").GetString()!;
                long[] shape = [.. tensor.Value.GetProperty("shape").EnumerateArray().Select(e => e.GetInt64())];
                var offsets = tensor.Value.GetProperty("data_offsets");
                var entry = new Entry(type, shape, offsets[0].GetInt64(), offsets[1].GetInt64(), shape.Aggregate(1L, (a, b) => checked(a * b)));
                if (type is not ("F32" or "F16" or "BF16")) throw Damaged($"its tensor {tensor.Name} is of type {type}; F32, F16 and BF16 are read");
                if (entry.Begin < 0 || entry.End > _stream.Length - _start || entry.End - entry.Begin != checked(entry.Count * (type == "F32" ? 4 : 2)) || entry.Count > Array.MaxLength)
                {
                    throw Damaged($"its tensor {tensor.Name} does not lie in the file");
                }
                _entries.Add(tensor.Name, entry);
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            throw Damaged("its header is not what the format asks for");
        }
    }

    private TrainingException Damaged(string why) => new($"{Path} is no safetensors file that can be read: {why}.");

    private sealed record Entry(string Type, long[] Shape, long Begin, long End, long Count);
}
