using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Core.Datasets.Multiturn;
using CollabLLM.Core.Datasets.Parquet;
using CollabLLM.Core.Datasets.Rows;

namespace CollabLLM.Core.Datasets.Validation;

/// <summary>Checks rows that are no multiturn data: that they can be read, that every column has one type, and that messages are such as templates know.</summary>
internal static class TrainingRowValidator
{
    private static readonly string[] Conversations = ["prompt", "messages", "chosen", "rejected", "completion"];

    /// <returns>The number of rows that can be read.</returns>
    public static async Task<int> CheckAsync(string path, Action<DatasetProblem> found, CancellationToken cancellationToken)
    {
        using var file = await RowFile.OpenAsync(path, cancellationToken);
        var types = new ColumnTypes();
        var (rows, seen) = (0, 0);
        try
        {
            foreach (var raw in file.Rows())
            {
                cancellationToken.ThrowIfCancellationRequested();
                seen++;
                try
                {
                    using var document = RowJson.Parse(raw.Bytes, path, raw.Number);
                    var row = new RowFields(document.RootElement, path, raw.Number);
                    rows++;
                    if (types.Add(JsonObject.Create(row.Value)) is { } problem) found(new(path, raw.Number, null, problem.TrimStart('.')));
                    foreach (var field in Conversations)
                    {
                        if (row.Optional(field) is not { ValueKind: JsonValueKind.Array } list) continue;
                        MessageRules.Check(field, MultiturnReading.Messages(row, field, list), (where, what) => found(new(path, raw.Number, where, what)));
                    }
                }
                catch (BadRowException e)
                {
                    found(e.Problem);
                }
            }
        }
        catch (BadRowException e)
        {
            found(e.Problem);
        }
        if (seen == 0) found(new(path, null, null, "holds no row."));
        return rows;
    }
}
