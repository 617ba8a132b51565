using System.Text.RegularExpressions;
using CollabLLM.Core.Datasets.Inspection;
using CollabLLM.Core.Datasets.Multiturn;
using CollabLLM.Core.Datasets.Rows;

namespace CollabLLM.Core.Datasets.Card;

/// <summary>Makes dataset cards. Rows are read one at a time, so a dataset may be larger than memory.</summary>
public static partial class DatasetCards
{
    /// <param name="paths">Multiturn files, nested or flattened, read as one dataset; files of other forms are listed and counted only.</param>
    /// <exception cref="InputException">A file cannot be used, or none is multiturn: file, row and field are named.</exception>
    public static async Task<DatasetCard> MakeAsync(IReadOnlyList<string> paths, CardOptions options, CancellationToken cancellationToken = default)
    {
        List<CardFile> files = [];
        List<string> multiturn = [];
        foreach (var path in paths)
        {
            var file = await FileAsync(path, cancellationToken);
            files.Add(file);
            if (file.Form is DatasetForm.Nested or DatasetForm.Flat) multiturn.Add(path);
        }
        if (multiturn.Count == 0) throw new InputException($"{paths[0]}: a card describes multiturn data, and this is {files[0].Form.Words()}; give the nested or flattened file with it.");
        using var data = await MultiturnDataset.OpenAsync(multiturn, cancellationToken: cancellationToken);
        var numbers = new CardNumbers(data, options.TokenRows);
        numbers.Read(cancellationToken);
        return new()
        {
            Title = options.Title ?? Path.GetFileNameWithoutExtension(files[0].Name),
            Licence = Stated(options.Licence),
            Consent = Stated(options.Consent),
            Files = files,
            Splits = files.Where(f => f.Split is not null).GroupBy(f => f.Split!, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(f => f.Rows), StringComparer.Ordinal),
            Conversations = data.Conversations,
            Turns = data.Turns,
            TurnsMean = data.Conversations == 0 ? 0 : (double)data.Turns / data.Conversations,
            Rows = data.Count,
            RowsWithoutScore = numbers.WithoutScore,
            Chosen = numbers.Chosen,
            Rejected = numbers.Rejected,
            Gap = numbers.Gap,
            Metrics = numbers.Metrics,
            Lengths = numbers.Lengths,
            Lineage = await RunSummaries.FindAsync(paths, files, options.Runs, cancellationToken),
        };
    }

    private static string? Stated(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static async Task<CardFile> FileAsync(string path, CancellationToken cancellationToken)
    {
        using var file = await RowFile.OpenAsync(path, cancellationToken);
        var (rows, form) = (0, DatasetForm.Unknown);
        try
        {
            foreach (var raw in file.Rows())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (rows++ > 0) continue;
                using var document = RowJson.Parse(raw.Bytes, file.Name, raw.Number);
                form = DatasetForms.Of(document.RootElement);
            }
        }
        catch (BadRowException e)
        {
            throw e.Problem.AsException(e);
        }
        var name = Path.GetFileName(path);
        return new(name, await FileHash.Sha256Async(path, cancellationToken), new FileInfo(path).Length, file.Container, form, SplitOf(name), rows);
    }

    private static string? SplitOf(string name) => SplitWord().Match(name) is { Success: true } match
        ? match.Value.ToLowerInvariant() switch { "valid" or "val" => "validation", "dev" => "eval", var word => word }
        : null;

    [GeneratedRegex("(?<![A-Za-z])(train|eval|validation|valid|val|dev|test)(?![A-Za-z])", RegexOptions.IgnoreCase)]
    private static partial Regex SplitWord();
}
