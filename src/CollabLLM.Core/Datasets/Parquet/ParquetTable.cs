using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Core.Datasets.Conversion;
using CollabLLM.Core.Datasets.Rows;

namespace CollabLLM.Core.Datasets.Parquet;

/// <summary>Writes rows as a Parquet file, a row group of about 8 MB at a time.</summary>
public static class ParquetTable
{
    private static readonly ColumnType.Struct Pairs = new(
    [
        ("prompt", ColumnType.Messages), ("chosen", ColumnType.Text), ("rejected", ColumnType.Text), ("score_chosen", ColumnType.Real), ("score_rejected", ColumnType.Real),
    ]);

    private static readonly ColumnType.Struct Nothing = new([("prompt", ColumnType.Messages)]);

    /// <summary>Pairs with replies as texts have a known type and are made once; of other rows the types are found first, so that they are made twice.</summary>
    /// <exception cref="InputException">A column has two types.</exception>
    public static Task<int> WriteAsync<T>(Stream output, IReadOnlyList<T> rows, CancellationToken cancellationToken = default) where T : ITrainingRow =>
        WriteAsync(output, rows, (json, row) => row.WriteTo(json), rows.Count > 0 && rows[0] is DpoRow { Conversational: false } ? Pairs : null, cancellationToken);

    /// <param name="write">Writes a row as one JSON object.</param>
    public static Task<int> WriteAsync<T>(Stream output, IEnumerable<T> rows, Action<Utf8JsonWriter, T> write, CancellationToken cancellationToken = default) =>
        WriteAsync(output, rows, write, null, cancellationToken);

    private static async Task<int> WriteAsync<T>(
        Stream output, IEnumerable<T> rows, Action<Utf8JsonWriter, T> write, ColumnType.Struct? type, CancellationToken cancellationToken)
    {
        type ??= TypeOf(rows, write, cancellationToken);
        await using var parquet = await ParquetRowWriter.CreateAsync(output, type, cancellationToken);
        var count = 0;
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await parquet.AddAsync(json => write(json, row), cancellationToken);
            count++;
        }
        await parquet.FlushAsync(cancellationToken);
        return count;
    }

    private static ColumnType.Struct TypeOf<T>(IEnumerable<T> rows, Action<Utf8JsonWriter, T> write, CancellationToken cancellationToken)
    {
        var types = new ColumnTypes();
        foreach (var (at, row) in rows.Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var stream = new MemoryStream();
            using (var json = new Utf8JsonWriter(stream, JsonLinesWriter.Options)) write(json, row);
            if (types.Add(JsonNode.Parse(stream.ToArray())) is { } problem) throw new InputException($"Row {at + 1} of the result: {problem.TrimStart('.')}");
        }
        return types.Result() as ColumnType.Struct ?? Nothing;
    }
}
