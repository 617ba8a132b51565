namespace CollabLLM.Gguf.Format;

/// <summary>Where a tensor lies in a file.</summary>
/// <param name="Name">Unique in the file.</param>
/// <param name="Type">Type of the values.</param>
/// <param name="Shape">Extents, the fastest running first: a matrix is (columns, rows).</param>
/// <param name="Offset">First byte, from the beginning of the file.</param>
/// <param name="ByteLength">Bytes of all values.</param>
public sealed record GgufTensorInfo(string Name, GgmlType Type, long[] Shape, long Offset, long ByteLength)
{
    /// <summary>Number of values.</summary>
    public long Count => Shape.Aggregate(1L, (a, b) => a * b);
}
