using System.Globalization;
using System.Text;

namespace CollabLLM.Gguf.Templates;

/// <summary>
/// JSON exactly as the templates' authors saw it: Python's json.dumps with ensure_ascii off. A space after commas and colons, and
/// nothing escaped but quotes, backslashes and control characters.
/// </summary>
internal static class PythonJson
{
    /// <param name="value">A value of a template.</param>
    /// <param name="indent">Spaces of a level, each entry on a line of its own; null for one line.</param>
    public static string Write(object? value, int? indent)
    {
        var output = new StringBuilder();
        Append(output, value, indent, 0);
        return output.ToString();
    }

    private static void Append(StringBuilder output, object? value, int? indent, int depth)
    {
        RenderBudget.RequireStack();
        // Lists that hold themselves, or each other many times over, have no end worth writing.
        if (output.Length > MarkedText.Most) throw new TemplateException("The chat template writes too long a text.");
        switch (value)
        {
            case null or Missing:
                output.Append("null");
                break;
            case bool flag:
                output.Append(flag ? "true" : "false");
                break;
            case MarkedText text:
                Quote(output, text.Text);
                break;
            case List<object?> list:
                Entries(output, '[', ']', list, indent, depth, item => Append(output, item, indent, depth + 1));
                break;
            case Dictionary<string, object?> map:
                Entries(output, '{', '}', map, indent, depth, entry =>
                {
                    Quote(output, entry.Key);
                    output.Append(": ");
                    Append(output, entry.Value, indent, depth + 1);
                });
                break;
            default:
                output.Append(Values.Text(value).Text);
                break;
        }
    }

    private static void Entries<T>(StringBuilder output, char open, char close, ICollection<T> entries, int? indent, int depth, Action<T> write)
    {
        output.Append(open);
        var first = true;
        foreach (var entry in entries)
        {
            if (!first) output.Append(indent is null ? ", " : ",");
            first = false;
            Line(output, indent, depth + 1);
            write(entry);
        }
        if (!first) Line(output, indent, depth);
        output.Append(close);
    }

    private static void Line(StringBuilder output, int? indent, int depth)
    {
        if (indent is { } width) output.Append('\n').Append(' ', width * depth);
    }

    private static void Quote(StringBuilder output, string text)
    {
        output.Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => output.Append("\\\""),
                '\\' => output.Append("\\\\"),
                '\n' => output.Append("\\n"),
                '\r' => output.Append("\\r"),
                '\t' => output.Append("\\t"),
                '\b' => output.Append("\\b"),
                '\f' => output.Append("\\f"),
                < ' ' => output.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => output.Append(c),
            };
        }
        output.Append('"');
    }
}
