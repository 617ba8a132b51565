using AngleSharp.Html.Parser;
using CollabLLM.Web.Components.Markdown;

namespace CollabLLM.Web.Tests.Markdown;

public sealed class MarkdownTests
{
    private const string Sample = "# Title\n\nA *first* paragraph\nwith **two** lines.\n\n- one\n- two\n\n  more\n\n1. a\n\n2. b\n\n```csharp\nvar x = 1;\n\nvar y;\n```\n\n$$\na^2\n\nb\n$$\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> quoted\n\nEnd with $x$ and `code`.\n";

    private static readonly string[] Pieces =
    [
        "<script>alert(1)</script>", "[a](javascript:alert(1))", "<javascript:alert(1)>", "![x](https://evil.example/p.png)", "[b](data:text/html,<b>)",
        "<img src=x onerror=alert(1)>", "[c](  JaVaScRiPt:x)", "`", "```", "```html\"onload=x\n", "\n\n", "\n", "*", "**", "_", "[", "](", ")", "!", "> ", "- ", "1. ",
        "|", "---", "$", "$$", "<", ">", "&", "\"", "'", "\\", "http://x.example/\"onclick=\"y", "[d]: javascript:x\n", "[d]", "&#106;avascript:", "\u0000", "\ud83d\ude00", "a b", "# ",
    ];

    [Fact]
    public void Output_of_any_text_can_do_nothing()
    {
        for (var seed = 1; seed <= 3000; seed++)
        {
            var markdown = Text(seed);
            var html = MarkdownRenderer.Render(markdown);
            foreach (var element in new HtmlParser().ParseDocument(html).Body!.QuerySelectorAll("*"))
            {
                Assert.True(element.LocalName is not ("script" or "img" or "iframe" or "object" or "style" or "form" or "svg"), $"seed {seed}: {html}");
                foreach (var attribute in element.Attributes)
                {
                    Assert.False(attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase), $"seed {seed}: {html}");
                    Assert.True(attribute.Name != "href" || MarkdownRenderer.IsSafe(attribute.Value), $"seed {seed}: {html}");
                    Assert.True(attribute.Name != "src", $"seed {seed}: {html}");
                }
            }
        }
    }

    [Fact]
    public void Blocks_put_together_are_the_text_and_look_like_it()
    {
        var rendered = "";
        var at = 0;
        foreach (var length in MarkdownBlocks.Cut(Sample, finished: true))
        {
            rendered += MarkdownRenderer.Render(Sample.Substring(at, length));
            at += length;
        }
        Assert.Equal(Sample.Length, at);
        // Between two blocks one empty line more or less is seen by nobody.
        Assert.Equal(MarkdownRenderer.Render(Sample).Replace("\n\n<", "\n<", StringComparison.Ordinal), rendered);
    }

    [Fact]
    public void Finished_block_stays_as_it_is_whatever_follows()
    {
        var last = new List<int>();
        for (var length = 1; length <= Sample.Length; length++)
        {
            var now = MarkdownBlocks.Cut(Sample[..length], finished: false);
            Assert.True(now.Count >= last.Count, Sample[..length]);
            Assert.Equal(last, now.Take(last.Count));
            last = [.. now];
        }
        Assert.NotEmpty(last);
    }

    [Theory]
    [InlineData("[a](https://x.example)", "https://x.example")]
    [InlineData("[a](mailto:me@x.example)", "mailto:me@x.example")]
    public void Link_that_may_be_followed_opens_apart(string markdown, string address)
    {
        var link = new HtmlParser().ParseDocument(MarkdownRenderer.Render(markdown)).QuerySelector("a")!;
        Assert.Equal(address, link.GetAttribute("href"));
        Assert.Contains("noopener", link.GetAttribute("rel"), StringComparison.Ordinal);
    }

    private static string Text(int seed)
    {
        var random = new Random(seed);
        return string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => Pieces[random.Next(Pieces.Length)]));
    }
}
