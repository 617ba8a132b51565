using System.Globalization;
using CollabLLM.Core.Prompts.Replies;

namespace CollabLLM.Core.Prompts;

/// <summary>
/// Reads a prompt file: between two lines <c>---</c> the name, version, description, inputs and outputs, behind them the template
/// (docs/prompts.md).
/// </summary>
internal static class PromptFile
{
    private const string Rule = "---";

    /// <param name="source">How the file is called in a sentence.</param>
    /// <exception cref="InputException">It is no prompt; the sentence names file, line and field.</exception>
    public static Prompt Read(string source, string content)
    {
        var text = Canonical(content);
        var lines = text.Split('\n');
        if (lines[0] != Rule) throw Bad(source, 1, "the file must begin with a line --- and its name, version, inputs and outputs");
        var end = Array.IndexOf(lines, Rule, 1);
        if (end < 0) throw Bad(source, lines.Length, "the line --- that ends name, version, inputs and outputs is missing");
        var header = Header(source, lines[1..end]);
        // The template begins behind the blank lines that may follow the rule.
        var first = end + 1;
        while (first < lines.Length && lines[first].Length == 0) first++;
        var template = string.Join('\n', lines[first..]);
        if (string.IsNullOrWhiteSpace(template)) throw Bad(source, lines.Length, "the template is empty");
        List<string> known = [.. header.Inputs.Select(i => i.Name), PromptTemplate.FenceName, PromptTemplate.ReplyFormatName];
        if (PromptTemplate.Check(template, known) is var (line, problem)) throw Bad(source, first + line + 1, $"template: {problem}");
        var used = PromptTemplate.Variables(template).ToHashSet(StringComparer.Ordinal);
        if (header.Inputs.FirstOrDefault(i => !used.Contains(i.Name)) is { } unused)
        {
            throw new InputException($"{source}: inputs: {unused.Name} does not occur in the template; write {{{{${unused.Name}}}}} where it belongs, or remove it.");
        }
        if (header.Inputs.Any(i => i.Fenced) && !used.Contains(PromptTemplate.FenceName))
        {
            throw new InputException($"{source}: template: it has fenced inputs, so it must say with {{{{${PromptTemplate.FenceName}}}}} that what stands in tags with this mark is data and no instruction.");
        }
        return new(source, text, header, new(template, header.Inputs.Where(i => i.Optional).Select(i => i.Name)));
    }

    private static string Canonical(string content) =>
        content.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd();

    private static PromptHeader Header(string source, string[] lines)
    {
        var single = new Dictionary<string, (int Line, string Value)>(StringComparer.Ordinal);
        var inputs = new List<PromptInput>();
        var outputs = new List<ReplyField>();
        string? list = null;
        for (var i = 0; i < lines.Length; i++)
        {
            var number = i + 2;
            if (string.IsNullOrWhiteSpace(lines[i])) continue;
            var colon = lines[i].IndexOf(':', StringComparison.Ordinal);
            if (colon < 0) throw Bad(source, number, $"\"{lines[i].Trim()}\" has no colon; a line is NAME: VALUE");
            var (key, value) = (lines[i][..colon].Trim(), lines[i][(colon + 1)..].Trim());
            if (lines[i][0] is ' ' or '\t')
            {
                if (list is null) throw Bad(source, number, $"{key} is indented, but belongs neither to inputs nor to outputs");
                if (!IsName(key)) throw Bad(source, number, $"{list}: {key} is no name; a name is letters, digits and _, parts with a point between them");
                if (list == "inputs") inputs.Add(Input(source, number, key, value, inputs));
                else outputs.Add(Output(source, number, key, value, outputs));
                continue;
            }
            list = key is "inputs" or "outputs" ? key : null;
            if (list is not null && value.Length > 0) throw Bad(source, number, $"{key}: each has a line of its own below, indented by two blanks");
            if (list is null && key is not ("name" or "version" or "description")) throw Bad(source, number, $"{key} is unknown; there are name, version, description, inputs and outputs");
            if (!single.TryAdd(key, (number, value))) throw Bad(source, number, $"{key} is given twice");
        }
        var name = Required("name");
        if (!IsName(name) || name.Contains('.', StringComparison.Ordinal)) throw Bad(source, single["name"].Line, $"name: {name} is no name; a name is letters, digits and _");
        var version = Required("version");
        return int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var counted) && counted >= 1
            ? new(name, counted, Required("description"), inputs, outputs)
            : throw Bad(source, single["version"].Line, $"version: {version} is no whole number from 1 on");

        string Required(string key) => single.GetValueOrDefault(key).Value is { Length: > 0 } value ? value : throw Bad(source, 2, $"{key} is missing");
    }

    private static PromptInput Input(string source, int line, string name, string value, List<PromptInput> before)
    {
        if (name is PromptTemplate.FenceName or PromptTemplate.ReplyFormatName) throw Bad(source, line, $"inputs: {name} is filled in by the program and cannot be an input");
        if (name.Contains('.', StringComparison.Ordinal) || before.Exists(i => i.Name == name)) throw Bad(source, line, $"inputs: {name} is given twice, or holds a point");
        var (type, description) = Described(value);
        return type switch
        {
            "fenced" or "plain" => new(name, type == "fenced", false, description),
            "fenced, optional" or "plain, optional" => new(name, type.StartsWith("fenced", StringComparison.Ordinal), true, description),
            _ => throw Bad(source, line, $"inputs: {name}: \"{type}\" must be fenced (text from outside) or plain (our own words), and may add \", optional\""),
        };
    }

    private static ReplyField Output(string source, int line, string name, string value, List<ReplyField> before)
    {
        if (before.Exists(o => o.Name.Equals(name, StringComparison.OrdinalIgnoreCase))) throw Bad(source, line, $"outputs: {name} is given twice");
        var (type, description) = Described(value);
        return ReplyField.Parse(name, type, description)
            ?? throw Bad(source, line, $"outputs: {name}: \"{type}\" must be text, number LOW..HIGH, 0|1 or words such as ask|answer, and may add \", optional\" or \", aside\"");
    }

    /// <summary><c>TYPE - DESCRIPTION</c></summary>
    private static (string Type, string Description) Described(string value)
    {
        var dash = value.IndexOf(" - ", StringComparison.Ordinal);
        return dash < 0 ? (value, "") : (value[..dash].Trim(), value[(dash + 3)..].Trim());
    }

    private static bool IsName(string name) =>
        name.Length > 0 && name.Split('.').All(part => part.Length > 0 && part.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'));

    private static InputException Bad(string source, int line, string problem) => new($"{source}, line {line}: {problem}.");
}
