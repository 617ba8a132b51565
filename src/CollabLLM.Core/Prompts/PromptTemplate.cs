using System.Collections.Concurrent;
using Microsoft.SemanticKernel;

namespace CollabLLM.Core.Prompts;

/// <summary>
/// A template of Semantic Kernel that fills in variables and calls nothing. Values come through raw: the kernel would encode them as
/// HTML unless told not to, and it never looks for templates within them. Thread-safe.
/// </summary>
internal sealed class PromptTemplate
{
    /// <summary>Filled in by us: the mark of the fences, so that the prompt can say what they are.</summary>
    public const string FenceName = "fence";

    /// <summary>Filled in by us: the form of the reply, written from the outputs.</summary>
    public const string ReplyFormatName = "reply_format";

    private static readonly KernelPromptTemplateFactory Factory = new() { AllowDangerouslySetContent = true };
    private static readonly Kernel NoPlugins = new();
    private readonly List<(string Text, string[] Optional)> _paragraphs;
    private readonly ConcurrentDictionary<string, IPromptTemplate> _compiled = new(StringComparer.Ordinal);

    /// <param name="text">Paragraphs with a blank line between them.</param>
    /// <param name="optional">Inputs without which the paragraphs that name them are left out.</param>
    public PromptTemplate(string text, IEnumerable<string> optional)
    {
        List<string> may = [.. optional];
        _paragraphs = [.. text.Split("\n\n").Select(p => (p, may.Where(name => Variables(p).Contains(name)).ToArray()))];
    }

    public string Render(Dictionary<string, string> values)
    {
        var text = string.Join("\n\n", _paragraphs.Where(p => p.Optional.All(name => values[name].Length > 0)).Select(p => p.Text));
        var template = _compiled.GetOrAdd(text, static t => Factory.Create(new PromptTemplateConfig(t)
        {
            TemplateFormat = PromptTemplateConfig.SemanticKernelTemplateFormat,
            AllowDangerouslySetContent = true,
        }));
        var arguments = new KernelArguments();
        foreach (var (name, value) in values) arguments[name] = value;
        // Nothing in it waits: there are no functions to call.
        return template.RenderAsync(NoPlugins, arguments).GetAwaiter().GetResult();
    }

    /// <summary>The variables of a template, and what it holds that is neither a variable nor a quoted text.</summary>
    /// <returns>A problem as the end of a sentence, with the line; null when there is none.</returns>
    public static (int Line, string Problem)? Check(string text, IReadOnlyCollection<string> known)
    {
        foreach (var (at, block) in Blocks(text))
        {
            var line = text.AsSpan(0, at).Count('\n');
            if (block is null) return (line, "a {{ is never closed with }}");
            if (block.Length >= 2 && block[0] is '"' or '\'' && block[^1] == block[0]) continue;
            if (block.Length < 2 || block[0] != '$') return (line, $"{{{{{block}}}}} is neither a variable ({{{{$name}}}}) nor a quoted text ({{{{'text'}}}})");
            if (!known.Contains(block[1..])) return (line, $"{{{{{block}}}}} is no input of this prompt; it has {string.Join(", ", known)}");
        }
        return null;
    }

    public static IEnumerable<string> Variables(string text) => Blocks(text).Where(b => b.Block is ['$', ..]).Select(b => b.Block![1..]);

    private static IEnumerable<(int At, string? Block)> Blocks(string text)
    {
        for (var at = text.IndexOf("{{", StringComparison.Ordinal); at >= 0;)
        {
            var from = at + 2;
            while (from < text.Length && text[from] == ' ') from++;
            if (from < text.Length && text[from] is '"' or '\'' && text.IndexOf(text[from], from + 1) is > 0 and var quote) from = quote;
            var end = text.IndexOf("}}", from, StringComparison.Ordinal);
            yield return (at, end < 0 ? null : text[(at + 2)..end].Trim());
            at = end < 0 ? -1 : text.IndexOf("{{", end + 2, StringComparison.Ordinal);
        }
    }
}
