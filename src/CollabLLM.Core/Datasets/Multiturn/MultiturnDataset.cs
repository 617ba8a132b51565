using CollabLLM.Core.Datasets.Rows;
using CollabLLM.Core.Datasets.Validation;

namespace CollabLLM.Core.Datasets.Multiturn;

/// <summary>
/// A multiturn dataset in one or several files, nested or flattened, each JSON, JSON Lines (both also gzipped) or Parquet. Opening reads and
/// checks every row once and keeps about 40 bytes of each; rows are read again when they are asked for, so the files must stay as they are.
/// Not safe for two threads at once.
/// </summary>
public sealed class MultiturnDataset : IDisposable
{
    private readonly List<RowFile> _files = [];
    private readonly List<bool> _nested = [];
    private readonly DatasetIndex _index = new();
    private (int File, long Offset, List<MultiturnRow> Rows)? _last;
    private IReadOnlyList<MultiturnRow>? _rows;

    private MultiturnDataset()
    {
    }

    /// <summary>Number of rows (candidate replies).</summary>
    public int Count => _index.Rows.Count;

    public int Conversations => _index.Conversations;

    /// <summary>Number of pairs of conversation and turn.</summary>
    public int Turns => _index.Groups;

    internal DatasetIndex Index => _index;

    /// <summary>In the order of the files; nested conversations are numbered through.</summary>
    /// <param name="onProblem">Gets every bad row, which is then left out; when it is null the first one ends the reading.</param>
    /// <exception cref="InputException">A file or a row cannot be used: file, row and field are named.</exception>
    public static async Task<MultiturnDataset> OpenAsync(
        IReadOnlyList<string> paths, Action<DatasetProblem>? onProblem = null, CancellationToken cancellationToken = default)
    {
        var dataset = new MultiturnDataset();
        try
        {
            foreach (var path in paths) await dataset.AddAsync(path, onProblem, cancellationToken);
            return dataset;
        }
        catch (BadRowException e)
        {
            dataset.Dispose();
            throw e.Problem.AsException(e);
        }
        catch
        {
            dataset.Dispose();
            throw;
        }
    }

    /// <summary>Rows that are in memory already.</summary>
    public static MultiturnDataset Of(IReadOnlyList<MultiturnRow> rows)
    {
        var dataset = new MultiturnDataset { _rows = rows };
        foreach (var (at, row) in rows.Index()) dataset._index.Add(row, "these rows", at + 1, 0, 0, 0, at);
        return dataset;
    }

    /// <summary>Reads one row.</summary>
    public MultiturnRow Read(int index)
    {
        if (_rows is not null) return _rows[index];
        ref readonly var at = ref _index.Rows[index];
        var file = _files[at.File];
        if (_nested[at.File])
        {
            if (_last is not { } last || last.File != at.File || last.Offset != at.Offset)
            {
                using var document = file.Read(at.Number, at.Offset, at.Length);
                var conversation = MultiturnReading.Conversation(new(document.RootElement, file.Name, at.Number));
                last = (at.File, at.Offset, [.. Nesting.Flatten(conversation, _index.IdOf(at.Conversation))]);
                _last = last;
            }
            return last.Rows[at.Part];
        }
        using var row = file.Read(at.Number, at.Offset, at.Length);
        return MultiturnReading.Row(new(row.RootElement, file.Name, at.Number));
    }

    /// <summary>All rows, in the order of the files.</summary>
    public IEnumerable<MultiturnRow> Rows()
    {
        for (var i = 0; i < Count; i++) yield return Read(i);
    }

    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
    }

    internal (string File, int Number) PlaceOf(int index) => _rows is not null
        ? ("these rows", index + 1)
        : (_files[_index.Rows[index].File].Name, _index.Rows[index].Number);

    private async Task AddAsync(string path, Action<DatasetProblem>? onProblem, CancellationToken cancellationToken)
    {
        var file = await RowFile.OpenAsync(path, cancellationToken);
        _files.Add(file);
        bool? nested = null;
        try
        {
            foreach (var raw in file.Rows())
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    using var document = RowJson.Parse(raw.Bytes, file.Name, raw.Number);
                    var fields = new RowFields(document.RootElement, file.Name, raw.Number);
                    nested ??= fields.Value.TryGetProperty("turns", out _);
                    Add(fields, nested.Value, file.Name, raw);
                }
                catch (BadRowException e) when (onProblem is not null)
                {
                    onProblem(e.Problem);
                }
            }
        }
        catch (BadRowException e) when (onProblem is not null)
        {
            onProblem(e.Problem);
        }
        _nested.Add(nested ?? false);
        if (nested is null && onProblem is null) throw new BadRowException(new(path, null, null, "holds no row."));
        if (nested is null) onProblem!(new(path, null, null, "holds no row."));
    }

    private void Add(RowFields fields, bool nested, string file, RawRow raw)
    {
        var number = (short)(_files.Count - 1);
        if (!nested)
        {
            _index.Add(MultiturnReading.Row(fields), file, raw.Number, number, raw.Offset, raw.Bytes.Length, 0);
            return;
        }
        var conversation = MultiturnReading.Conversation(fields);
        var id = _index.NextId();
        foreach (var (part, row) in Nesting.Flatten(conversation, id).Index()) _index.Add(row, file, raw.Number, number, raw.Offset, raw.Bytes.Length, part);
    }
}
