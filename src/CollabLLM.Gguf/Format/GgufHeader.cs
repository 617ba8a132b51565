using System.Numerics;

namespace CollabLLM.Gguf.Format;

/// <summary>Reads and checks what stands before the tensor data.</summary>
internal static class GgufHeader
{
    private const uint Magic = 0x46554747;
    private const int MostDimensions = 4;
    private const int DefaultAlignment = 32;
    private const int SmallestTensorInfo = 32;
    private const int SmallestEntry = 13;

    public static (Dictionary<string, GgufValue> Metadata, GgufTensorInfo[] Tensors) Read(GgufCursor cursor, long length)
    {
        if (cursor.UInt32("the magic number") != Magic) throw new GgufException($"{cursor.Path} is not a GGUF file.");
        var version = cursor.UInt32("the version");
        if ((version & 0xFFFF) == 0) throw new GgufException($"{cursor.Path} is a big-endian GGUF file, which is not supported.");
        if (version is < 2 or > 3) throw new GgufException($"{cursor.Path} is a GGUF file of version {version}; versions 2 and 3 are supported.");
        var tensors = cursor.Size("the number of tensors");
        var entries = cursor.Size("the number of metadata entries");
        // Both bounds also keep what is reserved for a claim within a few times the size of the file.
        if (tensors > length / SmallestTensorInfo) throw cursor.Fail($"it claims {tensors} tensors");
        if (entries > length / SmallestEntry) throw cursor.Fail($"it claims {entries} metadata entries");

        var metadata = new Dictionary<string, GgufValue>((int)entries, StringComparer.Ordinal);
        for (var i = 0; i < entries; i++)
        {
            var key = cursor.Text("a metadata key");
            if (!metadata.TryAdd(key, cursor.Value(key))) throw cursor.Fail($"the metadata key {key} appears twice");
        }
        var alignment = Alignment(metadata, cursor);
        var infos = new GgufTensorInfo[tensors];
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < tensors; i++)
        {
            infos[i] = Tensor(ref cursor, alignment);
            if (!names.Add(infos[i].Name)) throw cursor.Fail($"the tensor {infos[i].Name} appears twice");
        }
        return (metadata, Place(infos, (cursor.Position + alignment - 1) / alignment * alignment, length, cursor));
    }

    private static long Alignment(Dictionary<string, GgufValue> metadata, GgufCursor cursor)
    {
        if (!metadata.TryGetValue("general.alignment", out var value)) return DefaultAlignment;
        return value.Value is long alignment and > 0 and <= 1 << 20 && BitOperations.IsPow2(alignment)
            ? alignment
            : throw cursor.Fail($"its alignment is {value.Value}");
    }

    private static GgufTensorInfo Tensor(ref GgufCursor cursor, long alignment)
    {
        var name = cursor.Text("the name of a tensor");
        var dimensions = cursor.UInt32($"the dimensions of {name}");
        if (dimensions is 0 or > MostDimensions) throw cursor.Fail($"the tensor {name} has {dimensions} dimensions");
        var shape = new long[dimensions];
        var count = 1L;
        for (var i = 0; i < dimensions; i++)
        {
            shape[i] = cursor.Size($"the shape of {name}");
            if (shape[i] <= 0 || shape[i] > (1L << 40) / count) throw cursor.Fail($"the tensor {name} has an extent of {shape[i]}");
            count *= shape[i];
        }
        var type = (GgmlType)cursor.UInt32($"the type of {name}");
        if (!type.IsKnown()) throw new GgufException($"The tensor {name} of {cursor.Path} has type number {(int)type}, which is not supported.");
        if (shape[0] % type.BlockSize() != 0) throw cursor.Fail($"the rows of {name} have {shape[0]} values, no multiple of the {type.BlockSize()} of {type}");
        var offset = cursor.Size($"the place of {name}");
        if (offset % alignment != 0) throw cursor.Fail($"the tensor {name} begins at {offset}, which is not aligned to {alignment}");
        return new(name, type, shape, offset, type.RowBytes(count));
    }

    private static GgufTensorInfo[] Place(GgufTensorInfo[] tensors, long data, long length, GgufCursor cursor)
    {
        RequireApart(tensors, cursor);
        for (var i = 0; i < tensors.Length; i++)
        {
            var tensor = tensors[i];
            if (tensor.Offset > length - data || tensor.ByteLength > length - data - tensor.Offset)
            {
                throw new GgufException($"{cursor.Path} is cut off: the tensor {tensor.Name} would end beyond its {length} bytes.");
            }
            tensors[i] = tensor with { Offset = data + tensor.Offset };
        }
        return tensors;
    }

    /// <summary>No writer shares bytes among tensors: where they overlap, a place or a size is wrong.</summary>
    private static void RequireApart(GgufTensorInfo[] tensors, GgufCursor cursor)
    {
        var ordered = tensors.OrderBy(t => t.Offset).ToArray();
        for (var i = 1; i < ordered.Length; i++)
        {
            if (ordered[i].Offset - ordered[i - 1].Offset < ordered[i - 1].ByteLength)
            {
                throw cursor.Fail($"the tensors {ordered[i - 1].Name} and {ordered[i].Name} overlap");
            }
        }
    }
}
