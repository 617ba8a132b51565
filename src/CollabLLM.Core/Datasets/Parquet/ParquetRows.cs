using System.Text.Json;
using CollabLLM.Core.Datasets.Rows;
using Parquet;
using Parquet.Schema;

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

    /// <summary>The columns with their types, one a line.</summary>
    /// <exception cref="InputException">The file is damaged.</exception>
    public static async Task<IReadOnlyList<string>> SchemaAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(path);
            await using var reader = await ParquetReader.CreateAsync(file, cancellationToken: cancellationToken);
            return [.. reader.Schema.Fields.Select(f => $"{f.Name} {TypeOf(f)}")];
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ParquetException)
        {
            throw new InputException($"{path} cannot be read as Parquet: {e.Message}", e);
        }
    }

    private static string TypeOf(Field field) => field switch
    {
        ListField list => $"list<{TypeOf(list.Item)}>",
        StructField group => $"struct<{string.Join(", ", group.Fields.Select(f => $"{f.Name} {TypeOf(f)}"))}>",
        MapField map => $"map<{TypeOf(map.Key)}, {TypeOf(map.Value)}>",
        DataField leaf => leaf.ClrType switch
        {
            var t when t == typeof(long) => "int64",
            var t when t == typeof(int) => "int32",
            var t when t == typeof(double) => "double",
            var t when t == typeof(float) => "float",
            var t when t == typeof(bool) => "boolean",
            var t when t == typeof(string) || t == typeof(ReadOnlyMemory<char>) => "string",
            var t => t.Name.ToLowerInvariant(),
        },
        _ => field.SchemaType.ToString(),
    };
}
