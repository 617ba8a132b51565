using AngleSharp.Html.Parser;
using CollabLLM.Web.Components.Markdown;

namespace CollabLLM.Web.Tests.Markdown;

/// <summary>Whatever a model writes, the page gets text, a few elements and links of three schemes.</summary>
public sealed class MarkdownSafetyTests
{
    private static readonly HashSet<string> Elements = new(StringComparer.Ordinal)
    {
        "a", "blockquote", "br", "button", "code", "del", "div", "em", "h3", "h4", "h5", "h6", "hr", "input", "li", "ol", "p", "pre", "span",
        "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
    };

    private static readonly HashSet<string> Attributes = new(StringComparer.Ordinal)
    {
        "checked", "class", "data-display", "data-language", "disabled", "href", "rel", "start", "style", "tabindex", "target", "type",
    };

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("a <b onmouseover=alert(1)>b</b>")]
    [InlineData("<iframe src=\"http://x.example\"></iframe>")]
    [InlineData("<svg/onload=alert(1)>")]
    [InlineData("<!-- --!><script>alert(1)</script> -->")]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("[x](JaVaScRiPt:alert(1))")]
    [InlineData("[x](java\tscript:alert(1))")]
    [InlineData("[x](&#106;avascript:alert(1))")]
    [InlineData("[x](<javascript:alert(1)>)")]
    [InlineData("[x]( \u0001javascript:alert(1))")]
    [InlineData("[x](data:text/html;base64,PHNjcmlwdD4=)")]
    [InlineData("[x](vbscript:msgbox)")]
    [InlineData("[x](file:///etc/passwd)")]
    [InlineData("[x](//evil.example/a)")]
    [InlineData("[x](/hubs/chat)")]
    [InlineData("[x]: javascript:alert(1)\n\n[x]")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("![p](http://tracker.example/p.png)")]
    [InlineData("![p](data:image/svg+xml;base64,PHN2Zz4=)")]
    [InlineData("![p](x\" onerror=\"alert(1))")]
    [InlineData("[a](http://x.example/\" onclick=\"alert(1))")]
    [InlineData("[a](http://x.example '\" onclick=alert(1)')")]
    [InlineData("```\"><script>alert(1)</script>\nx\n```")]
    [InlineData("```js onload=alert(1)\n</code></pre><script>alert(1)</script>\n```")]
    [InlineData("$</span><script>alert(1)</script>$")]
    [InlineData("$$\n</div><img src=x onerror=alert(1)>\n$$")]
    [InlineData("| a <img src=x onerror=alert(1)> |\n|---|\n| [x](javascript:1) |")]
    [InlineData("- [ ] <input autofocus onfocus=alert(1)>")]
    [InlineData("<style>*{display:none}</style>")]
    [InlineData("# <base href=//evil.example>")]
    public void Hostile_text_becomes_text(string markdown) => AssertHarmless(markdown);

    [Fact]
    public void Random_mixtures_of_hostile_pieces_stay_harmless()
    {
        string[] pieces =
        [
            "<script>", "</script>", "<img src=x onerror=a>", "javascript:", "](", ")", "[x", "![", "\"", "'", "`", "```", "\n", "\n\n", "$", "$$",
            "| ", "|---|\n", "- ", "1. ", "> ", "#", "*", "_", "~~", "<", ">", "&lt;", "&#x3C;", "http://x.example/", "data:text/html,", "<a href=",
            "onclick=\"a\"", "\\", "    ", "\t", "[x]: ", "<!--", "-->", "\u0000", "é", "🙂", "<https://x.example/?a=\">", "\u202E", "{.c onclick=a}",
        ];
        var random = new Random(20261124);
        for (var round = 0; round < 4000; round++)
        {
            AssertHarmless(string.Concat(Enumerable.Range(0, random.Next(1, 24)).Select(_ => pieces[random.Next(pieces.Length)])));
        }
    }

    [Fact]
    public void Links_of_the_three_schemes_open_elsewhere_and_tell_nothing()
    {
        foreach (var url in new[] { "https://x.example/a?b=c", "http://x.example/", "mailto:a@x.example" })
        {
            var link = Assert.Single(Parse($"[x]({url})").QuerySelectorAll("a"));
            Assert.Equal(url, link.GetAttribute("href"));
            Assert.Equal("_blank", link.GetAttribute("target"));
            Assert.Contains("noopener", link.GetAttribute("rel"), StringComparison.Ordinal);
            Assert.Contains("noreferrer", link.GetAttribute("rel"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Picture_is_shown_as_a_link_with_its_words()
    {
        var link = Assert.Single(Parse("![A boat](https://x.example/boat.png)").QuerySelectorAll("a"));
        Assert.Contains("A boat", link.TextContent, StringComparison.Ordinal);
    }

    private static void AssertHarmless(string markdown)
    {
        foreach (var element in Parse(markdown).QuerySelectorAll("body *"))
        {
            Assert.True(Elements.Contains(element.LocalName), $"<{element.LocalName}> from: {markdown}");
            foreach (var attribute in element.Attributes)
            {
                Assert.True(Attributes.Contains(attribute.Name), $"{attribute.Name} on <{element.LocalName}> from: {markdown}");
            }
            if (element.GetAttribute("style") is { } style) Assert.Matches("^text-align: (left|center|right);$", style);
            if (element.LocalName == "input") Assert.True(element.HasAttribute("disabled"), markdown);
            if (element.LocalName == "a") Assert.Matches("^(https?|mailto):", element.GetAttribute("href")?.ToLowerInvariant());
        }
    }

    private static AngleSharp.Html.Dom.IHtmlDocument Parse(string markdown) => new HtmlParser().ParseDocument(MarkdownRenderer.Render(markdown));
}
