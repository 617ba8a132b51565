using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components.Rendering;

namespace CollabLLM.Web.Components.Markdown;

/// <summary>
/// Our own renderer's HTML as elements and texts instead of one piece of markup, which would be sent whole with every word. A text is
/// cut where it ended the times before, so that what is new is a piece of its own and nothing is sent twice.
/// </summary>
internal sealed partial class MarkdownElements
{
    /// <summary>Where the text of the whole ended, each time that it was shown.</summary>
    private readonly List<int> _ends = [];
    private int _at;

    // The order in the text is the order in the source: the same beginning gets the same numbers, which is what keeps it in place.
#pragma warning disable ASP0006
    /// <param name="open">Whether more may come: what tells the browser to colour and to set formulas is left out then.</param>
    public void Add(RenderTreeBuilder builder, int sequence, string html, bool open)
    {
        _at = 0;
        var from = 0;
        foreach (Match tag in Tag().Matches(html))
        {
            sequence = AddText(builder, sequence, html[from..tag.Index]);
            from = tag.Index + tag.Length;
            if (tag.Groups["close"].Length > 0)
            {
                builder.CloseElement();
                continue;
            }
            var element = tag.Groups["name"].Value;
            builder.OpenElement(sequence++, element);
            foreach (Match attribute in Attribute().Matches(tag.Groups["rest"].Value))
            {
                var (name, value) = (attribute.Groups["name"].Value, WebUtility.HtmlDecode(attribute.Groups["value"].Value));
                if (!open || !MarkdownRenderer.IsRichMark(name)) builder.AddAttribute(sequence, name, value);
                sequence++;
            }
            if (element is "br" or "hr" or "input") builder.CloseElement();
        }
        AddText(builder, sequence, html[from..]);
        // Marks of the language can take some text back: a second star makes bold of two.
        _ends.RemoveAll(end => end >= _at);
        _ends.Add(_at);
    }

    private int AddText(RenderTreeBuilder builder, int sequence, string escaped)
    {
        var text = WebUtility.HtmlDecode(escaped);
        var from = 0;
        foreach (var end in _ends.Where(end => end > _at && end < _at + text.Length))
        {
            if (char.IsHighSurrogate(text[end - _at - 1])) continue;
            builder.AddContent(sequence++, text[from..(end - _at)]);
            from = end - _at;
        }
        if (from < text.Length) builder.AddContent(sequence++, text[from..]);
        _at += text.Length;
        return sequence;
    }
#pragma warning restore ASP0006

    [GeneratedRegex("<(?<close>/?)(?<name>[a-z0-9]+)(?<rest>[^>]*)>")]
    private static partial Regex Tag();

    [GeneratedRegex("(?<name>[a-z-]+)=\"(?<value>[^\"]*)\"")]
    private static partial Regex Attribute();
}
