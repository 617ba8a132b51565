using CollabLLM.Core.Datasets.Rows;
using CollabLLM.Core.Datasets.Validation;

namespace CollabLLM.Core.Datasets.Conversion;

/// <summary>Rows that a trainer reads back: JSON Lines, a JSON list, either gzipped, or Parquet.</summary>
internal static class ConvertedFile
{
    /// <returns>The rows with their numbers from 1 (the lines, in JSON Lines); at least one.</returns>
    /// <exception cref="InputException">Names file, row and field.</exception>
    public static async Task<IReadOnlyList<(int Number, T Row)>> ReadAsync<T>(string path, Func<RowFields, T> read, CancellationToken cancellationToken)
    {
        using var file = await RowFile.OpenAsync(path, cancellationToken);
        List<(int, T)> rows = [];
        try
        {
            foreach (var raw in file.Rows())
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var document = RowJson.Parse(raw.Bytes, path, raw.Number);
                rows.Add((raw.Number, read(new(document.RootElement, path, raw.Number))));
            }
        }
        catch (BadRowException e)
        {
            throw e.Problem.AsException(e);
        }
        return rows.Count > 0 ? rows : throw new DatasetProblem(path, null, null, "holds no row.").AsException();
    }
}
