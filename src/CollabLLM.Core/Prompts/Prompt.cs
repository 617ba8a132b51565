using System.Security.Cryptography;
using System.Text;
using CollabLLM.Core.Prompts.Replies;

namespace CollabLLM.Core.Prompts;

/// <summary>One prompt: a template with typed inputs and outputs, from a file that people can edit. Thread-safe.</summary>
public sealed class Prompt
{
    private readonly PromptTemplate _template;

    internal Prompt(string source, string text, PromptHeader header, PromptTemplate template)
    {
        (Source, Text, Name, Version, Description) = (source, text, header.Name, header.Version, header.Description);
        (Inputs, Outputs, _template) = (header.Inputs, new(header.Outputs), template);
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    public string Name { get; }

    public int Version { get; }

    public string Description { get; }

    public IReadOnlyList<PromptInput> Inputs { get; }

    /// <summary>The fields of the reply; empty when it is prose.</summary>
    public ReplySchema Outputs { get; }

    /// <summary>Where it comes from: a path, or <c>shipped/NAME.md</c>.</summary>
    public string Source { get; }

    /// <summary>The file as it is hashed: line feeds only, no byte order mark, no blanks at the end.</summary>
    public string Text { get; }

    /// <summary>SHA-256 of <see cref="Text"/>, 64 hexadecimal digits.</summary>
    public string Hash { get; }

    public PromptStamp Stamp => new(Name, Version, Hash[..12]);

    /// <summary>
    /// The same arguments give the same bytes, always. Text comes through as it is, whatever it holds: markup, braces, closing tags.
    /// </summary>
    /// <param name="arguments">By the name of the input. Others are passed over, so that an edited prompt may do with fewer.</param>
    /// <exception cref="ArgumentException">An input that is not optional is missing or empty.</exception>
    public string Render(IReadOnlyDictionary<string, string?> arguments)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var input in Inputs)
        {
            var value = arguments.GetValueOrDefault(input.Name) ?? "";
            if (value.Length == 0 && !input.Optional) throw new ArgumentException($"The prompt {Name} needs {input.Name}.", nameof(arguments));
            values[input.Name] = value;
        }
        var fence = Fence.For(Name, Inputs.Where(i => i.Fenced).Select(i => values[i.Name]));
        foreach (var input in Inputs.Where(i => i.Fenced && values[i.Name].Length > 0)) values[input.Name] = fence.Around(input.Name, values[input.Name]);
        values[PromptTemplate.FenceName] = fence.Mark;
        values[PromptTemplate.ReplyFormatName] = Outputs.Form;
        return _template.Render(values);
    }
}
