using System.Buffers.Binary;
using System.Text;

namespace CollabLLM.Gguf.Format;

/// <summary>Reads the header of a file. Every length is checked against what is left before anything is read or reserved.</summary>
internal unsafe ref struct GgufCursor(byte* start, long length, string path)
{
    private long _at;

    public readonly long Position => _at;

    public readonly string Path => path;

    private readonly long Left => length - _at;

    public readonly GgufException Fail(string problem) => new($"{path} is damaged: {problem} (at byte {_at}).");

    public uint UInt32(string what) => BinaryPrimitives.ReadUInt32LittleEndian(Take(4, what));

    /// <summary>A count or size; what does not fit 63 bits is damage.</summary>
    public long Size(string what)
    {
        var value = BinaryPrimitives.ReadUInt64LittleEndian(Take(8, what));
        return value <= long.MaxValue ? (long)value : throw Fail($"{what} is {value}");
    }

    public string Text(string what)
    {
        var bytes = Size(what);
        if (bytes > Left) throw Fail($"{what} is {bytes} bytes long and only {Left} are left");
        if (bytes > int.MaxValue) throw Fail($"{what} is {bytes} bytes long");
        return Encoding.UTF8.GetString(Take((int)bytes, what));
    }

    public GgufValue Value(string key)
    {
        var type = Type(key);
        if (type != GgufValueType.Array) return new(type, Scalar(type, key));
        var element = Type(key);
        if (element == GgufValueType.Array) throw Fail($"{key} is an array of arrays");
        var count = Size($"the length of {key}");
        if (count > Left / SmallestBytes(element)) throw Fail($"{key} claims {count} elements and only {Left} bytes are left");
        if (count > Array.MaxLength) throw Fail($"{key} claims {count} elements");
        return new(element, Elements(element, (int)count, key));
    }

    private object Elements(GgufValueType type, int count, string key)
    {
        switch (type)
        {
            case GgufValueType.Text:
                var texts = new string[count];
                for (var i = 0; i < count; i++) texts[i] = Text(key);
                return texts;
            case GgufValueType.Bool:
                var flags = new bool[count];
                for (var i = 0; i < count; i++) flags[i] = (bool)Scalar(type, key);
                return flags;
            case GgufValueType.Float32 or GgufValueType.Float64:
                var numbers = new double[count];
                for (var i = 0; i < count; i++) numbers[i] = (double)Scalar(type, key);
                return numbers;
            default:
                var integers = new long[count];
                for (var i = 0; i < count; i++) integers[i] = (long)Scalar(type, key);
                return integers;
        }
    }

    private object Scalar(GgufValueType type, string key) => type switch
    {
        GgufValueType.UInt8 => (long)Take(1, key)[0],
        GgufValueType.Int8 => (long)(sbyte)Take(1, key)[0],
        GgufValueType.UInt16 => (long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2, key)),
        GgufValueType.Int16 => (long)BinaryPrimitives.ReadInt16LittleEndian(Take(2, key)),
        GgufValueType.UInt32 => (long)UInt32(key),
        GgufValueType.Int32 => (long)BinaryPrimitives.ReadInt32LittleEndian(Take(4, key)),
        GgufValueType.UInt64 => Size(key),
        GgufValueType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(Take(8, key)),
        GgufValueType.Float32 => (double)BinaryPrimitives.ReadSingleLittleEndian(Take(4, key)),
        GgufValueType.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(Take(8, key)),
        GgufValueType.Bool => Take(1, key)[0] != 0,
        GgufValueType.Text => Text(key),
        _ => throw Fail($"{key} has the unknown type {(int)type}"),
    };

    private GgufValueType Type(string key)
    {
        var type = (GgufValueType)UInt32($"the type of {key}");
        return Enum.IsDefined(type) ? type : throw Fail($"{key} has the unknown type {(int)type}");
    }

    private static int SmallestBytes(GgufValueType type) => type switch
    {
        GgufValueType.UInt16 or GgufValueType.Int16 => 2,
        GgufValueType.UInt32 or GgufValueType.Int32 or GgufValueType.Float32 => 4,
        GgufValueType.UInt64 or GgufValueType.Int64 or GgufValueType.Float64 or GgufValueType.Text => 8,
        _ => 1,
    };

    private ReadOnlySpan<byte> Take(int bytes, string what)
    {
        if (bytes > Left) throw Fail($"it ends inside {what}");
        var span = new ReadOnlySpan<byte>(start + _at, bytes);
        _at += bytes;
        return span;
    }
}
