using Parquet.Schema;

namespace CollabLLM.Core.Datasets.Parquet;

/// <summary>The type of a Parquet column, nested types included. Every level may be null, as Arrow writes it.</summary>
internal abstract record ColumnType
{
    public static readonly ColumnType Text = new Leaf(typeof(string));
    public static readonly ColumnType Whole = new Leaf(typeof(long));
    public static readonly ColumnType Real = new Leaf(typeof(double));
    public static readonly ColumnType Flag = new Leaf(typeof(bool));
    public static readonly ColumnType Messages = new ListOf(new Struct([("role", Text), ("content", Text)]));

    public sealed record Leaf(Type Clr) : ColumnType;

    public sealed record ListOf(ColumnType Item) : ColumnType;

    public sealed record Struct(IReadOnlyList<(string Name, ColumnType Type)> Fields) : ColumnType;

    public Field ToField(string name) => this switch
    {
        Leaf leaf => new DataField(name, leaf.Clr, isNullable: true),
        ListOf list => new ListField(name, list.Item.ToField("element")),
        Struct group => new StructField(name, [.. group.Fields.Select(f => f.Type.ToField(f.Name))]),
        _ => throw new InvalidOperationException(),
    };
}
