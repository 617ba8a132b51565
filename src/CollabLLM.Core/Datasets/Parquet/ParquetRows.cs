using System.Text.Json;
using CollabLLM.Core.Datasets.Rows;
using Parquet;

namespace CollabLLM.Core.Datasets.Parquet;

/// <summary>Reads a Parquet file as JSON Lines, whatever wrote it.</summary>
internal static class ParquetRows
{
    /// <exception cref="InputException">The file is damaged, or holds a type that has no JSON form.</exception>
    public static async Task WriteLinesAsync(string path, Stream output, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(path);
            await using var reader = await ParquetReader.CreateAsync(file, cancellationToken: cancellationToken);
            await using var json = new Utf8JsonWriter(output, JsonLinesWriter.Options);
            for (var g = 0; g < reader.RowGroupCount; g++)
            {
                using var group = reader.OpenRowGroupReader(g);
                var columns = new Dictionary<string, ReadColumn>(StringComparer.Ordinal);
                foreach (var field in reader.Schema.DataFields) columns[field.Path.ToString()] = await ReadColumn.ReadAsync(group, field, cancellationToken);
                var row = new RowAssembly(columns);
                for (var i = 0; i < group.RowCount; i++)
                {
                    row.Write(json, reader.Schema.Fields);
                    await json.FlushAsync(cancellationToken);
                    json.Reset();
                    output.WriteByte((byte)'\n');
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException or ParquetException or InvalidOperationException)
        {
            throw new InputException($"{path} cannot be read as Parquet: {e.Message}", e);
        }
    }
}
