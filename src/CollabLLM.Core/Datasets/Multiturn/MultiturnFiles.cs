using System.Text.Json;
using CollabLLM.Core.Datasets.Parquet;
using CollabLLM.Core.Datasets.Rows;

namespace CollabLLM.Core.Datasets.Multiturn;

/// <summary>Writes multiturn datasets, row by row.</summary>
public static class MultiturnFiles
{
    /// <summary>Flattened, as JSON Lines.</summary>
    /// <returns>The number of rows.</returns>
    public static int WriteFlat(Stream output, IEnumerable<MultiturnRow> rows, CancellationToken cancellationToken = default) =>
        JsonLinesWriter.Write(output, rows, MultiturnWriting.Row, cancellationToken);

    /// <summary>Flattened, as Parquet. Every row is read twice: first for the types of the columns.</summary>
    /// <exception cref="InputException">A column has two types.</exception>
    public static Task<int> WriteFlatParquetAsync(Stream output, MultiturnDataset dataset, CancellationToken cancellationToken = default) =>
        ParquetTable.WriteAsync(output, dataset.Rows(), MultiturnWriting.Row, cancellationToken);

    /// <summary>Nested, as a JSON list with one conversation a line, so that it can be read without a parser for all of it.</summary>
    /// <returns>The number of conversations.</returns>
    public static int WriteNested(Stream output, IEnumerable<MultiturnConversation> conversations, CancellationToken cancellationToken = default)
    {
        var count = 0;
        using var json = new Utf8JsonWriter(output, JsonLinesWriter.Options);
        foreach (var conversation in conversations)
        {
            cancellationToken.ThrowIfCancellationRequested();
            output.Write(count++ == 0 ? "[\n"u8 : ",\n"u8);
            MultiturnWriting.Conversation(json, conversation);
            json.Flush();
            json.Reset();
        }
        output.Write(count == 0 ? "[]\n"u8 : "\n]\n"u8);
        return count;
    }
}
