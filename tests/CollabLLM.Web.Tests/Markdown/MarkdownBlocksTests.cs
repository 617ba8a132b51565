using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using CollabLLM.Web.Components.Markdown;

namespace CollabLLM.Web.Tests.Markdown;

/// <summary>A text shown block by block while it grows ends up looking as if it had come at once.</summary>
public sealed partial class MarkdownBlocksTests
{
    private static readonly string[] Pieces =
    [
        "First words of a paragraph.\nSecond line.", "# Heading", "- one\n- two\n\n  more of two\n- three", "1. a\n\n2. b\n\n3. c", "```js\nlet a = 1;\n\nlet b = 2;\n```",
        "$$\nx = 1\n\ny = 2\n$$", "> said\n>\n> and said again", "| a | b |\n|---|---|\n| 1 | 2 |", "---", "    code by spaces\n\n    still code", "Inline `code` and $m$ and **bold**.",
        "~~~\nfence of the other kind\n~~~", "- [ ] open\n- [x] done", "Title\n=====", "text\n- list at once", "* * *", "\\# not a heading", "```\nnever closed\n\n# inside",
    ];

    [Fact]
    public void Blocks_together_look_like_the_whole()
    {
        var random = new Random(7);
        for (var round = 0; round < 400; round++)
        {
            var text = Compose(random);
            Assert.Equal(Normal(MarkdownRenderer.Render(text)), Normal(string.Concat(Split(text, [text.Length]).Select(MarkdownRenderer.Render))));
        }
    }

    [Fact]
    public void Growing_text_gives_the_same_blocks_whatever_the_steps()
    {
        var random = new Random(11);
        for (var round = 0; round < 200; round++)
        {
            var text = Compose(random);
            var steps = new List<int>();
            for (var at = 0; at < text.Length; at += random.Next(1, 9)) steps.Add(at);
            steps.Add(text.Length);
            var grown = string.Concat(Split(text, steps).Select(MarkdownRenderer.Render));
            Assert.True(Normal(MarkdownRenderer.Render(text)) == Normal(grown), $"{text}\n---\n{grown}");
        }
    }

    [Fact]
    public void Blocks_are_the_text_without_a_character_lost()
    {
        var random = new Random(13);
        for (var round = 0; round < 200; round++)
        {
            var text = Compose(random);
            Assert.Equal(text, string.Concat(Split(text, [text.Length / 3, text.Length / 2, text.Length])));
        }
    }

    [Theory]
    [InlineData("one\n\ntwo", 1)]
    [InlineData("```\na\n\nb\n\nc", 0)]
    [InlineData("- a\n\n- b\n\n- c", 0)]
    [InlineData("$$\na\n\nb\n", 0)]
    public void Open_fences_lists_and_formulas_are_not_cut(string text, int atMost) =>
        Assert.True(MarkdownBlocks.Cut(text, finished: false).Count <= atMost);

    /// <summary>As the view does it: only what is not sealed yet is looked at.</summary>
    private static List<string> Split(string text, IReadOnlyList<int> steps)
    {
        var (blocks, from) = (new List<string>(), 0);
        foreach (var seen in steps)
        {
            var open = text[from..seen];
            var at = 0;
            foreach (var length in MarkdownBlocks.Cut(open, finished: seen == text.Length))
            {
                blocks.Add(open.Substring(at, length));
                at += length;
            }
            from += at;
        }
        return blocks;
    }

    private static string Compose(Random random) =>
        string.Join(random.Next(4) == 0 ? "\n" : "\n\n", Enumerable.Range(0, random.Next(1, 7)).Select(_ => Pieces[random.Next(Pieces.Length)])) + (random.Next(2) == 0 ? "\n" : "");

    private static string Normal(string html) => Spaces().Replace(new HtmlParser().ParseDocument(html).Body!.InnerHtml, "><").Trim();

    [GeneratedRegex(@">\s+<")]
    private static partial Regex Spaces();
}
