using System.Text;

namespace CollabLLM.Gguf.Format;

/// <summary>Collects metadata and tensors and writes them as a GGUF file of version 3. Not thread-safe.</summary>
public sealed class GgufWriter
{
    private const int Alignment = 32;
    private readonly List<(string Key, GgufValue Value)> _metadata = [];
    private readonly List<(string Name, GgmlType Type, long[] Shape, ReadOnlyMemory<byte> Data)> _tensors = [];

    /// <summary>Adds an entry of metadata; keys are unique, which is the caller's to see to.</summary>
    public GgufWriter Add(string key, GgufValue value)
    {
        _metadata.Add((key, value));
        return this;
    }

    /// <summary>Adds a tensor.</summary>
    /// <param name="name">Unique in the file.</param>
    /// <param name="type">Type of the data.</param>
    /// <param name="shape">Extents, the fastest running first.</param>
    /// <param name="data">The values as they shall lie in the file; kept until it is written.</param>
    /// <exception cref="ArgumentException">The data is not as long as type and shape say.</exception>
    public GgufWriter Add(string name, GgmlType type, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> data)
    {
        var count = 1L;
        foreach (var extent in shape) count *= extent;
        if (type.RowBytes(count) != data.Length) throw new ArgumentException($"{name} needs {type.RowBytes(count)} bytes, not {data.Length}.", nameof(data));
        _tensors.Add((name, type, shape.ToArray(), data));
        return this;
    }

    /// <summary>Writes beside the target and renames, so that nobody ever maps half a file.</summary>
    public void Save(string path)
    {
        var draft = path + ".part";
        try
        {
            using (var stream = File.Create(draft)) Write(stream);
            File.Move(draft, path, overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }

    /// <summary>Writes the file to a stream, which stays open.</summary>
    public void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write((ulong)_tensors.Count);
        writer.Write((ulong)_metadata.Count);
        foreach (var (key, value) in _metadata)
        {
            Text(writer, key);
            Value(writer, value);
        }
        var offset = 0L;
        foreach (var (name, type, shape, data) in _tensors)
        {
            Text(writer, name);
            writer.Write((uint)shape.Length);
            foreach (var extent in shape) writer.Write((ulong)extent);
            writer.Write((uint)type);
            writer.Write((ulong)offset);
            offset += Padded(data.Length);
        }
        writer.Flush();
        writer.Write(new byte[Padded(stream.Position) - stream.Position]);
        foreach (var (_, _, _, data) in _tensors)
        {
            writer.Write(data.Span);
            writer.Write(new byte[Padded(data.Length) - data.Length]);
        }
    }

    private static long Padded(long length) => (length + Alignment - 1) / Alignment * Alignment;

    private static void Text(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private static void Value(BinaryWriter writer, GgufValue value)
    {
        if (value.Value is not Array array)
        {
            writer.Write((uint)value.Type);
            Scalar(writer, value.Type, value.Value);
            return;
        }
        writer.Write((uint)GgufValueType.Array);
        writer.Write((uint)value.Type);
        writer.Write((ulong)array.Length);
        foreach (var element in array) Scalar(writer, value.Type, element);
    }

    private static void Scalar(BinaryWriter writer, GgufValueType type, object value)
    {
        switch (type)
        {
            case GgufValueType.Text: Text(writer, (string)value); break;
            case GgufValueType.Bool: writer.Write((bool)value); break;
            case GgufValueType.Float32: writer.Write((float)(double)value); break;
            case GgufValueType.Float64: writer.Write((double)value); break;
            case GgufValueType.UInt8 or GgufValueType.Int8: writer.Write(unchecked((byte)(long)value)); break;
            case GgufValueType.UInt16 or GgufValueType.Int16: writer.Write(unchecked((ushort)(long)value)); break;
            case GgufValueType.UInt32 or GgufValueType.Int32: writer.Write(unchecked((uint)(long)value)); break;
            default: writer.Write((long)value); break;
        }
    }
}
