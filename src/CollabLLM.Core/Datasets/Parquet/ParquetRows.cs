namespace CollabLLM.Core.Datasets.Parquet;

/// <summary>Reads a Parquet file as JSON Lines.</summary>
internal static class ParquetRows
{
    public static Task WriteLinesAsync(string path, Stream output, CancellationToken cancellationToken) =>
        throw new InputException($"{path} is Parquet, which this version does not read yet.");
}
