using System.Text.Json;
using Parquet;
using Parquet.Schema;

namespace CollabLLM.Core.Datasets.Parquet;

/// <summary>Collects values of one leaf column with their levels (Dremel, VLDB 2010), for one row group.</summary>
internal sealed class ColumnBuffer(DataField field)
{
    private readonly List<int> _definition = [];
    private readonly List<int> _repetition = [];
    private readonly List<ReadOnlyMemory<char>> _texts = [];
    private readonly List<double> _reals = [];
    private readonly List<long> _wholes = [];
    private readonly List<bool> _flags = [];

    public void AddNull(int repetition, int definition)
    {
        _repetition.Add(repetition);
        _definition.Add(definition);
    }

    public void Add(JsonElement value, int repetition, int definition)
    {
        AddNull(repetition, definition);
        if (field.ClrType == typeof(double)) _reals.Add(value.GetDouble());
        else if (field.ClrType == typeof(long)) _wholes.Add(value.GetInt64());
        else if (field.ClrType == typeof(bool)) _flags.Add(value.GetBoolean());
        else _texts.Add((value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()).AsMemory());
    }

    /// <summary>Writes what was collected and forgets it.</summary>
    public async Task WriteAsync(ParquetRowGroupWriter group, CancellationToken cancellationToken)
    {
        if (field.ClrType == typeof(double)) await WriteAsync(group, _reals, cancellationToken);
        else if (field.ClrType == typeof(long)) await WriteAsync(group, _wholes, cancellationToken);
        else if (field.ClrType == typeof(bool)) await WriteAsync(group, _flags, cancellationToken);
        else await WriteAsync(group, _texts, cancellationToken);
        _definition.Clear();
        _repetition.Clear();
    }

    private async Task WriteAsync<T>(ParquetRowGroupWriter group, List<T> values, CancellationToken cancellationToken) where T : struct
    {
        ReadOnlyMemory<int>? repetition = field.MaxRepetitionLevel > 0 ? _repetition.ToArray() : null;
        await group.WriteAllPartsAsync<T>(field, values.ToArray(), _definition.ToArray(), repetition, cancellationToken);
        values.Clear();
    }
}
