using System.Globalization;
using System.Text.Json;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace CollabLLM.Core.Datasets.Parquet;

/// <summary>One leaf column of a row group, read from front to back.</summary>
internal sealed class ReadColumn
{
    private readonly int[]? _definition;
    private readonly int[]? _repetition;
    private readonly int _defined;
    private readonly Action<Utf8JsonWriter, int> _write;
    private int _at;
    private int _value;

    private ReadColumn(DataField field, RawColumnData data, Action<Utf8JsonWriter, int> write)
    {
        if (field.IsArray) throw new NotSupportedException($"the column {field.Name} is a repeated field without a list, which is not read.");
        (_defined, _write) = (field.MaxDefinitionLevel, write);
        if (field.MaxDefinitionLevel > 0) _definition = data.DefinitionLevels.ToArray();
        if (field.MaxRepetitionLevel > 0) _repetition = data.RepetitionLevels.ToArray();
    }

    public int Definition => _definition is null ? _defined : _definition[_at];

    /// <summary>−1 after the last entry.</summary>
    public int Repetition => _repetition is null || _at >= _repetition.Length ? -1 : _repetition[_at];

    public static async Task<ReadColumn> ReadAsync(ParquetRowGroupReader group, DataField field, CancellationToken cancellationToken)
    {
        using var data = await group.ReadRawColumnDataBaseAsync(field, cancellationToken);
        return new(field, data, Writer(field, data));
    }

    public void WriteNext(Utf8JsonWriter json)
    {
        var defined = Definition == _defined;
        _at++;
        if (defined) _write(json, _value++);
        else json.WriteNullValue();
    }

    public void Skip() => _at++;

    private static Action<Utf8JsonWriter, int> Writer(DataField field, RawColumnData data) => data switch
    {
        RawColumnData<ReadOnlyMemory<char>> texts => Of(texts.Values.ToArray().Select(t => t.ToString()).ToArray(), static (json, v) => json.WriteStringValue(v)),
        RawColumnData<double> reals => Of(reals.Values.ToArray(), Real),
        RawColumnData<float> reals => Of(reals.Values.ToArray(), static (json, v) => Real(json, v)),
        RawColumnData<long> wholes => Of(wholes.Values.ToArray(), static (json, v) => json.WriteNumberValue(v)),
        RawColumnData<int> wholes => Of(wholes.Values.ToArray(), static (json, v) => json.WriteNumberValue(v)),
        RawColumnData<short> wholes => Of(wholes.Values.ToArray(), static (json, v) => json.WriteNumberValue(v)),
        RawColumnData<sbyte> wholes => Of(wholes.Values.ToArray(), static (json, v) => json.WriteNumberValue(v)),
        RawColumnData<byte> wholes => Of(wholes.Values.ToArray(), static (json, v) => json.WriteNumberValue(v)),
        RawColumnData<ulong> wholes => Of(wholes.Values.ToArray(), static (json, v) => json.WriteNumberValue(v)),
        RawColumnData<uint> wholes => Of(wholes.Values.ToArray(), static (json, v) => json.WriteNumberValue(v)),
        RawColumnData<bool> flags => Of(flags.Values.ToArray(), static (json, v) => json.WriteBooleanValue(v)),
        RawColumnData<decimal> numbers => Of(numbers.Values.ToArray(), static (json, v) => json.WriteNumberValue(v)),
        RawColumnData<DateTime> times => Of(times.Values.ToArray(), static (json, v) => json.WriteStringValue(v.ToString("O", CultureInfo.InvariantCulture))),
        _ => throw new NotSupportedException($"the column {field.Name} is of type {field.ClrType.Name}, which has no JSON form here."),
    };

    private static Action<Utf8JsonWriter, int> Of<T>(T[] values, Action<Utf8JsonWriter, T> write) => (json, i) => write(json, values[i]);

    /// <summary>Not a number is no value.</summary>
    private static void Real(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteNullValue();
    }
}
