using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace CollabLLM.Web.Components.Markdown;

/// <summary>
/// The block that is being written. It becomes elements and short texts rather than one piece of markup, so that a few more words
/// send a few more bytes and what is on the screen already stays where it is.
/// </summary>
public sealed partial class MarkdownTail : ComponentBase
{
    private const int PieceLength = 48;

    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    // The order in the text is the order in the source: the same beginning gets the same numbers, which is what keeps it in place.
#pragma warning disable ASP0006
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "div");
        builder.AddAttribute(1, "class", "md-block tail");
        builder.AddAttribute(2, "dir", "auto");
        var (sequence, from) = (3, 0);
        var html = MarkdownRenderer.Render(Text).TrimEnd('\n');
        foreach (Match tag in Tag().Matches(html))
        {
            sequence = AddText(builder, sequence, html[from..tag.Index]);
            from = tag.Index + tag.Length;
            if (tag.Groups["close"].Length > 0)
            {
                builder.CloseElement();
                continue;
            }
            var name = tag.Groups["name"].Value;
            builder.OpenElement(sequence++, name);
            foreach (Match attribute in Attribute().Matches(tag.Groups["rest"].Value))
            {
                builder.AddAttribute(sequence++, attribute.Groups["name"].Value, WebUtility.HtmlDecode(attribute.Groups["value"].Value));
            }
            if (name is "br" or "hr" or "input") builder.CloseElement();
        }
        AddText(builder, sequence, html[from..]);
        builder.CloseElement();
    }

    private static int AddText(RenderTreeBuilder builder, int sequence, string escaped)
    {
        var text = WebUtility.HtmlDecode(escaped);
        for (var from = 0; from < text.Length;)
        {
            var end = Math.Min(text.Length, from + PieceLength);
            if (end < text.Length && char.IsHighSurrogate(text[end - 1])) end--;
            builder.AddContent(sequence++, text[from..end]);
            from = end;
        }
        return sequence;
    }
#pragma warning restore ASP0006

    [GeneratedRegex("<(?<close>/?)(?<name>[a-z0-9]+)(?<rest>[^>]*)>")]
    private static partial Regex Tag();

    [GeneratedRegex("(?<name>[a-z-]+)=\"(?<value>[^\"]*)\"")]
    private static partial Regex Attribute();
}
