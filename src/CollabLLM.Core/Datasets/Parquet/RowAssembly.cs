using System.Text.Json;
using Parquet.Schema;

namespace CollabLLM.Core.Datasets.Parquet;

/// <summary>Puts rows together again from columns and their levels.</summary>
internal sealed class RowAssembly(Dictionary<string, ReadColumn> columns)
{
    public void Write(Utf8JsonWriter json, IReadOnlyList<Field> fields)
    {
        json.WriteStartObject();
        foreach (var field in fields)
        {
            json.WritePropertyName(field.Name);
            Value(json, field);
        }
        json.WriteEndObject();
    }

    private void Value(Utf8JsonWriter json, Field field)
    {
        var first = FirstLeaf(field);
        switch (field)
        {
            case DataField:
                first.WriteNext(json);
                break;
            case StructField group when first.Definition < field.MaxDefinitionLevel:
                Skip(group);
                json.WriteNullValue();
                break;
            case StructField group:
                Write(json, group.Fields);
                break;
            case ListField list when first.Definition < field.MaxDefinitionLevel:
                var isNull = list.IsNullable && first.Definition < field.MaxDefinitionLevel - 1;
                Skip(list);
                if (isNull)
                {
                    json.WriteNullValue();
                    break;
                }
                json.WriteStartArray();
                json.WriteEndArray();
                break;
            case ListField list:
                json.WriteStartArray();
                do Value(json, list.Item);
                while (first.Repetition == field.MaxRepetitionLevel);
                json.WriteEndArray();
                break;
            default:
                throw new NotSupportedException($"the column {field.Name} is a {field.SchemaType}, which has no JSON form here.");
        }
    }

    private void Skip(Field field)
    {
        if (field is DataField) columns[field.Path.ToString()].Skip();
        foreach (var child in Children(field)) Skip(child);
    }

    private ReadColumn FirstLeaf(Field field)
    {
        while (field is not DataField) field = Children(field).First();
        return columns[field.Path.ToString()];
    }

    private static IEnumerable<Field> Children(Field field) => field switch
    {
        StructField group => group.Fields,
        ListField list => [list.Item],
        DataField => [],
        _ => throw new NotSupportedException($"the column {field.Name} is a {field.SchemaType}, which has no JSON form here."),
    };
}
