using System.Buffers.Binary;
using CollabLLM.Gguf.Format;

namespace CollabLLM.Gguf.Tests.Fuzz;

/// <summary>What a number in a header says; damage is aimed by it.</summary>
internal enum FieldKind
{
    Count,
    Length,
    ValueType,
    Number,
    Dimensions,
    Extent,
    TensorType,
    Offset,
}

/// <summary>A number in a header.</summary>
internal readonly record struct Field(FieldKind Kind, int At, int Size);

/// <summary>Walks the header of a sound file and notes where its numbers and texts lie. Written apart from the reader it helps to test.</summary>
internal sealed class FieldMap
{
    private readonly byte[] _file;
    private int _at = 4;

    public FieldMap(byte[] file)
    {
        _file = file;
        Note(FieldKind.Number, 4);
        var tensors = Note(FieldKind.Count, 8);
        var entries = Note(FieldKind.Count, 8);
        for (var i = 0; i < entries; i++)
        {
            Text();
            Value((GgufValueType)Note(FieldKind.ValueType, 4));
        }
        for (var i = 0; i < tensors; i++)
        {
            Names.Add(Text());
            var dimensions = Note(FieldKind.Dimensions, 4);
            for (var d = 0; d < dimensions; d++) Note(FieldKind.Extent, 8);
            Note(FieldKind.TensorType, 4);
            Note(FieldKind.Offset, 8);
        }
        HeaderLength = _at;
    }

    public List<Field> Fields { get; } = [];

    /// <summary>Names of tensors: where their characters are.</summary>
    public List<Range> Names { get; } = [];

    public int HeaderLength { get; }

    private void Value(GgufValueType type)
    {
        if (type != GgufValueType.Array)
        {
            Scalar(type);
            return;
        }
        var element = (GgufValueType)Note(FieldKind.ValueType, 4);
        var count = Note(FieldKind.Count, 8);
        for (var i = 0; i < count; i++) Scalar(element);
    }

    private void Scalar(GgufValueType type)
    {
        if (type == GgufValueType.Text) Text();
        else Note(FieldKind.Number, type switch { GgufValueType.Bool or GgufValueType.UInt8 or GgufValueType.Int8 => 1, GgufValueType.UInt16 or GgufValueType.Int16 => 2, GgufValueType.UInt64 or GgufValueType.Int64 or GgufValueType.Float64 => 8, _ => 4 });
    }

    private Range Text()
    {
        var length = (int)Note(FieldKind.Length, 8);
        var start = _at;
        _at += length;
        return start.._at;
    }

    private long Note(FieldKind kind, int size)
    {
        Fields.Add(new(kind, _at, size));
        var bytes = _file.AsSpan(_at, size);
        _at += size;
        return size switch { 8 => BinaryPrimitives.ReadInt64LittleEndian(bytes), 4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes), _ => bytes[0] };
    }
}
