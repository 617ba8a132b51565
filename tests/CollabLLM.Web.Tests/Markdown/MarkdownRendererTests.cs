using CollabLLM.Web.Components.Markdown;

namespace CollabLLM.Web.Tests.Markdown;

public sealed class MarkdownRendererTests
{
    [Theory]
    [InlineData("# One", "<h3>One</h3>")]
    [InlineData("###### Six", "<h6>Six</h6>")]
    [InlineData("a < b & c", "<p>a &lt; b &amp; c</p>")]
    [InlineData("~~gone~~", "<p><del>gone</del></p>")]
    [InlineData("*a* **b**", "<p><em>a</em> <strong>b</strong></p>")]
    public void Markdown_becomes_the_expected_html(string markdown, string html) => Assert.Equal(html, MarkdownRenderer.Render(markdown).Trim());

    [Fact]
    public void Code_block_says_its_language_and_can_be_copied()
    {
        var html = MarkdownRenderer.Render("```python\nprint('<')\n```");
        Assert.Contains("<span>python</span>", html, StringComparison.Ordinal);
        Assert.Contains("class=\"code-copy\"", html, StringComparison.Ordinal);
        Assert.Contains("<code data-language=\"python\">print('&lt;')", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("so $a^2 < b$ holds", "<span class=\"math\" data-display=\"inline\">a^2 &lt; b</span>")]
    [InlineData("$$\nx = 1\n$$", "data-display=\"block\"")]
    public void Formulas_are_kept_as_written_for_the_browser(string markdown, string part) =>
        Assert.Contains(part, MarkdownRenderer.Render(markdown), StringComparison.Ordinal);

    [Fact]
    public void Prices_are_not_formulas() =>
        Assert.DoesNotContain("math", MarkdownRenderer.Render("It costs $5 today and $7 tomorrow."), StringComparison.Ordinal);

    [Fact]
    public void Table_is_a_table() =>
        Assert.Contains("<td style=\"text-align: right;\">2</td>", MarkdownRenderer.Render("| a | b |\n|---|--:|\n| 1 | 2 |"), StringComparison.Ordinal);
}
