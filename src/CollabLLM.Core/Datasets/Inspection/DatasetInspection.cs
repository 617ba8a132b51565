using System.Text.Json;

namespace CollabLLM.Core.Datasets.Inspection;

/// <summary>What a file of rows holds.</summary>
/// <param name="File">As it was given.</param>
/// <param name="Container">JSON Lines, JSON list, Parquet; of a gzipped file what is inside.</param>
/// <param name="Bytes">Of the file as it lies on the disk.</param>
/// <param name="Columns">In order of first appearance.</param>
/// <param name="Schema">Of a Parquet file: its columns with their types, such as <c>prompt list&lt;struct&lt;role string, content string&gt;&gt;</c>.</param>
/// <param name="FirstRows">As they are read.</param>
public sealed record DatasetInspection(
    string File, string Container, long Bytes, DatasetForm Form, int Rows, IReadOnlyList<ColumnSummary> Columns, IReadOnlyList<string>? Schema, IReadOnlyList<JsonElement> FirstRows);
