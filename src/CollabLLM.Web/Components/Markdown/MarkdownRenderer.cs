using Markdig;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Renderers.Html.Inlines;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace CollabLLM.Web.Components.Markdown;

/// <summary>
/// Markdown of a model as HTML that can do nothing: no markup of its own, links of three schemes, no pictures. Thread-safe.
/// </summary>
public static class MarkdownRenderer
{
    /// <summary>A reply has a hidden heading of level 2, so its own begin at 3.</summary>
    private const int DemotedBy = 2;

    internal static MarkdownPipeline Pipeline { get; } = new MarkdownPipelineBuilder()
        .DisableHtml().UsePipeTables().UseEmphasisExtras(EmphasisExtraOptions.Strikethrough).UseTaskLists().UseAutoLinks().UseMathematics().Build();

    public static string Render(string markdown)
    {
        var document = Markdig.Markdown.Parse(markdown, Pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>()) heading.Level = Math.Min(6, heading.Level + DemotedBy);
        using var writer = new StringWriter { NewLine = "\n" };
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        Replace<LinkInlineRenderer>(renderer, new SafeLinkRenderer());
        Replace<AutolinkInlineRenderer>(renderer, new SafeAutolinkRenderer());
        Replace<CodeBlockRenderer>(renderer, new LabelledCodeRenderer());
        Replace<HtmlMathInlineRenderer>(renderer, new MathInlineText());
        Replace<HtmlMathBlockRenderer>(renderer, new MathBlockText());
        renderer.Render(document);
        writer.Flush();
        return writer.ToString();
    }

    /// <summary>Whether a link may be followed: nothing that runs, reads files or stays on this server.</summary>
    public static bool IsSafe(string? url) =>
        Uri.TryCreate(url?.Trim(), UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeMailto);

    /// <summary>Whether the browser may have something to do in it: code to colour, a formula to set.</summary>
    internal static bool MayBeRich(string markdown) => markdown.AsSpan().IndexOfAny("$`~") >= 0;

    internal static bool IsRichMark(string attribute) => attribute is "data-language" or "data-display";

    private static void Replace<T>(HtmlRenderer renderer, IMarkdownObjectRenderer ours)
        where T : IMarkdownObjectRenderer
    {
        renderer.ObjectRenderers.RemoveAll(r => r is T);
        renderer.ObjectRenderers.Insert(0, ours);
    }

    private static void OpenLink(HtmlRenderer renderer, string url) =>
        renderer.Write("<a href=\"").WriteEscapeUrl(url.Trim()).Write("\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">");

    private sealed class SafeLinkRenderer : HtmlObjectRenderer<LinkInline>
    {
        protected override void Write(HtmlRenderer renderer, LinkInline link)
        {
            var url = link.GetDynamicUrl?.Invoke() ?? link.Url;
            var safe = IsSafe(url);
            if (safe) OpenLink(renderer, url!);
            if (link.IsImage) renderer.Write("<span class=\"picture\">Picture: ");
            renderer.WriteChildren(link);
            if (link.IsImage) renderer.Write("</span>");
            if (safe) renderer.Write("</a>");
            // A link that may not be followed still says where it wanted to go: nothing is hidden.
            else if (!string.IsNullOrEmpty(url)) renderer.Write(" (").WriteEscape(url).Write(")");
        }
    }

    private sealed class SafeAutolinkRenderer : HtmlObjectRenderer<AutolinkInline>
    {
        protected override void Write(HtmlRenderer renderer, AutolinkInline link)
        {
            var url = link.IsEmail ? $"mailto:{link.Url}" : link.Url;
            var safe = IsSafe(url);
            if (safe) OpenLink(renderer, url);
            renderer.WriteEscape(link.Url);
            if (safe) renderer.Write("</a>");
        }
    }

    private sealed class LabelledCodeRenderer : HtmlObjectRenderer<CodeBlock>
    {
        protected override void Write(HtmlRenderer renderer, CodeBlock block)
        {
            var language = (block as FencedCodeBlock)?.Info ?? "";
            renderer.Write("<div class=\"code\"><div class=\"code-head\"><span>").WriteEscape(language.Length > 0 ? language : "text")
                .Write("</span><button type=\"button\" class=\"code-copy\">Copy</button></div><pre tabindex=\"0\"><code");
            if (language.Length > 0) renderer.Write(" data-language=\"").WriteEscape(language).Write("\"");
            renderer.Write(">");
            renderer.WriteLeafRawLines(block, writeEndOfLines: true, escape: true);
            renderer.Write("</code></pre></div>\n");
        }
    }

    private sealed class MathInlineText : HtmlObjectRenderer<MathInline>
    {
        protected override void Write(HtmlRenderer renderer, MathInline math) => renderer.Write("<span class=\"math\" data-display=\"")
            .Write(math.DelimiterCount > 1 ? "block" : "inline").Write("\">").WriteEscape(ref math.Content).Write("</span>");
    }

    private sealed class MathBlockText : HtmlObjectRenderer<MathBlock>
    {
        protected override void Write(HtmlRenderer renderer, MathBlock math)
        {
            renderer.Write("<div class=\"math\" data-display=\"block\" tabindex=\"0\">");
            renderer.WriteLeafRawLines(math, writeEndOfLines: true, escape: true);
            renderer.Write("</div>\n");
        }
    }
}
