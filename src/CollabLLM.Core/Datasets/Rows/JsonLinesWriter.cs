using System.Text.Encodings.Web;
using System.Text.Json;
using CollabLLM.Core.Datasets.Conversion;

namespace CollabLLM.Core.Datasets.Rows;

/// <summary>Rows as JSON Lines, UTF-8 without escapes that are not needed.</summary>
public static class JsonLinesWriter
{
    internal static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>The number of rows.</returns>
    public static int Write<T>(Stream output, IEnumerable<T> rows, CancellationToken cancellationToken = default) where T : ITrainingRow =>
        Write(output, rows, (json, row) => row.WriteTo(json), cancellationToken);

    /// <param name="write">Writes a row as one JSON value.</param>
    public static int Write<T>(Stream output, IEnumerable<T> rows, Action<Utf8JsonWriter, T> write, CancellationToken cancellationToken = default)
    {
        var count = 0;
        using var json = new Utf8JsonWriter(output, Options);
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            write(json, row);
            json.Flush();
            json.Reset();
            output.WriteByte((byte)'\n');
            count++;
        }
        return count;
    }
}
