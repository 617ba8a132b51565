using System.Buffers;
using System.Text.Json;
using CollabLLM.Core.Datasets.Rows;
using Parquet;
using Parquet.Schema;

namespace CollabLLM.Core.Datasets.Parquet;

/// <summary>Writes JSON objects as rows of a Parquet file, a row group at a time. Fields that the type does not have are left out.</summary>
internal sealed class ParquetRowWriter : IAsyncDisposable
{
    private const long GroupBytes = 8 << 20;
    private readonly ParquetWriter _writer;
    private readonly ColumnType.Struct _type;
    private readonly List<ColumnBuffer> _columns;
    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly Utf8JsonWriter _row;
    private long _bytes;
    private int _rows;

    private ParquetRowWriter(ParquetWriter writer, ColumnType.Struct type, ParquetSchema schema)
    {
        (_writer, _type, _columns) = (writer, type, [.. schema.DataFields.Select(f => new ColumnBuffer(f))]);
        _row = new(_json, JsonLinesWriter.Options);
    }

    /// <param name="output">Stays open.</param>
    public static async Task<ParquetRowWriter> CreateAsync(Stream output, ColumnType.Struct type, CancellationToken cancellationToken)
    {
        var schema = new ParquetSchema([.. type.Fields.Select(f => f.Type.ToField(f.Name))]);
        var writer = await ParquetWriter.CreateAsync(schema, output, new ParquetOptions { CompressionMethod = CompressionMethod.Snappy, MaximumSmallPoolFreeBytes = 1 << 20, MaximumLargePoolFreeBytes = 4 << 20 }, cancellationToken: cancellationToken);
        return new(writer, type, schema);
    }

    public async Task AddAsync(Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        _json.ResetWrittenCount();
        _row.Reset();
        write(_row);
        await _row.FlushAsync(cancellationToken);
        using (var document = JsonDocument.Parse(_json.WrittenMemory))
        {
            var column = 0;
            foreach (var (name, type) in _type.Fields)
            {
                Shred(type, document.RootElement.TryGetProperty(name, out var value) ? value : default, 0, 0, 0, ref column);
            }
        }
        _rows++;
        _bytes += _json.WrittenCount;
        if (_bytes >= GroupBytes) await FlushAsync(cancellationToken);
    }

    /// <summary>Writes the last rows; the file is whole when the writer is disposed.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_rows == 0) return;
        using var group = _writer.CreateRowGroup();
        foreach (var column in _columns) await column.WriteAsync(group, cancellationToken);
        group.CompleteValidate();
        (_rows, _bytes) = (0, 0);
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _row.DisposeAsync();
    }

    /// <param name="depth">Number of lists around the value: the repetition level of their elements after the first.</param>
    private void Shred(ColumnType type, JsonElement value, int repetition, int definition, int depth, ref int column)
    {
        var absent = value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;
        switch (type)
        {
            case ColumnType.Leaf when absent:
                _columns[column++].AddNull(repetition, definition);
                break;
            case ColumnType.Leaf:
                _columns[column++].Add(value, repetition, definition + 1);
                break;
            case ColumnType.Struct group:
                foreach (var (name, field) in group.Fields)
                {
                    var inner = !absent && value.TryGetProperty(name, out var found) ? found : default;
                    Shred(field, inner, repetition, absent ? definition : definition + 1, depth, ref column);
                }
                break;
            case ColumnType.ListOf list:
                var first = column;
                if (absent || value.GetArrayLength() == 0)
                {
                    Nulls(list.Item, repetition, absent ? definition : definition + 1, ref column);
                    break;
                }
                foreach (var element in value.EnumerateArray())
                {
                    column = first;
                    Shred(list.Item, element, repetition, definition + 2, depth + 1, ref column);
                    repetition = depth + 1;
                }
                break;
            default:
                break;
        }
    }

    /// <summary>Every leaf below says how far it is defined.</summary>
    private void Nulls(ColumnType type, int repetition, int definition, ref int column)
    {
        switch (type)
        {
            case ColumnType.Struct group:
                foreach (var (_, field) in group.Fields) Nulls(field, repetition, definition, ref column);
                break;
            case ColumnType.ListOf list:
                Nulls(list.Item, repetition, definition, ref column);
                break;
            default:
                _columns[column++].AddNull(repetition, definition);
                break;
        }
    }
}
