using System.Text.Json;
using CollabLLM.Core.Datasets.Rows;

namespace CollabLLM.Core.Datasets.Multiturn;

/// <summary>Writes multiturn datasets, row by row.</summary>
public static class MultiturnFiles
{
    /// <summary>Flattened, as JSON Lines.</summary>
    /// <returns>The number of rows.</returns>
    public static int WriteFlat(Stream output, IEnumerable<MultiturnRow> rows, CancellationToken cancellationToken = default) =>
        JsonLinesWriter.Write(output, rows, MultiturnWriting.Row, cancellationToken);

    /// <summary>Nested, as one JSON list.</summary>
    /// <returns>The number of conversations.</returns>
    public static int WriteNested(Stream output, IEnumerable<MultiturnConversation> conversations, CancellationToken cancellationToken = default)
    {
        var count = 0;
        using var json = new Utf8JsonWriter(output, JsonLinesWriter.Options);
        json.WriteStartArray();
        foreach (var conversation in conversations)
        {
            cancellationToken.ThrowIfCancellationRequested();
            MultiturnWriting.Conversation(json, conversation);
            json.Flush();
            count++;
        }
        json.WriteEndArray();
        return count;
    }
}
