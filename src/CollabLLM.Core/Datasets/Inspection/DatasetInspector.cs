using System.Text.Json;
using CollabLLM.Core.Datasets.Parquet;
using CollabLLM.Core.Datasets.Rows;
using CollabLLM.Core.Datasets.Validation;

namespace CollabLLM.Core.Datasets.Inspection;

/// <summary>Reads a file of rows of any form, and says what is in it. One row at a time is in memory.</summary>
public static class DatasetInspector
{
    /// <param name="show">How many of the first rows to keep.</param>
    /// <exception cref="InputException">The file or a row of it cannot be read: file, row and field are named.</exception>
    public static async Task<DatasetInspection> InspectAsync(string path, int show = 0, CancellationToken cancellationToken = default)
    {
        using var file = await RowFile.OpenAsync(path, cancellationToken);
        var columns = new OrderedDictionary<string, ColumnProfile>(StringComparer.Ordinal);
        List<JsonElement> first = [];
        var (rows, form) = (0, DatasetForm.Unknown);
        try
        {
            foreach (var raw in file.Rows())
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var document = RowJson.Parse(raw.Bytes, file.Name, raw.Number);
                var row = new RowFields(document.RootElement, file.Name, raw.Number).Value;
                if (rows++ == 0) form = DatasetForms.Of(row);
                if (first.Count < show) first.Add(row.Clone());
                foreach (var property in row.EnumerateObject())
                {
                    if (!columns.TryGetValue(property.Name, out var column)) columns.Add(property.Name, column = new(property.Name));
                    column.Add(property.Value);
                }
            }
        }
        catch (BadRowException e)
        {
            throw e.Problem.AsException(e);
        }
        if (rows == 0) throw new DatasetProblem(path, null, null, "holds no row.").AsException();
        var schema = file.Container == RowFile.OfParquet ? await ParquetRows.SchemaAsync(path, cancellationToken) : null;
        return new(path, file.Container, new FileInfo(path).Length, form, rows, [.. columns.Values.Select(c => c.Result(rows))], schema, first);
    }
}
