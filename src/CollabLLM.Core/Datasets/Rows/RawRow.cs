namespace CollabLLM.Core.Datasets.Rows;

/// <summary>The bytes of one JSON value of a file.</summary>
/// <param name="Number">From 1: the line in JSON Lines, the element of a JSON list.</param>
/// <param name="Offset">Where it begins in the file.</param>
/// <param name="Bytes">Good until the next row is asked for.</param>
internal readonly record struct RawRow(int Number, long Offset, ReadOnlyMemory<byte> Bytes);
