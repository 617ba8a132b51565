using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CollabLLM.Cli.CodeRunner;

/// <summary>The field <c>libs</c> of a task: a list of import names, or, as BigCodeBench has it, such a list written as a Python literal.</summary>
internal static partial class TaskLibraries
{
    /// <summary>What pandas asks for when it is to read or write a certain kind of file.</summary>
    private static readonly string[] OfPandas = ["openpyxl", "xlrd", "xlsxwriter", "lxml", "html5lib", "tables", "pyarrow", "jinja2"];

    /// <returns>Null when the task says nothing.</returns>
    public static IReadOnlyCollection<string>? Of(JsonNode? libs)
    {
        List<string>? names = libs switch
        {
            JsonArray list => [.. list.OfType<JsonValue>().Select(v => v.ToString())],
            JsonValue text when text.TryGetValue(out string? literal) => [.. Quoted().Matches(literal).Select(m => m.Groups[1].Value)],
            _ => null,
        };
        if (names?.Contains("pandas") is true) names.AddRange(OfPandas);
        return names;
    }

    [GeneratedRegex("""['"]([\w.]+)['"]""")]
    private static partial Regex Quoted();
}
