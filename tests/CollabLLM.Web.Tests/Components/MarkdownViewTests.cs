using Bunit;
using CollabLLM.Web.Components;
using CollabLLM.Web.Components.Markdown;

namespace CollabLLM.Web.Tests.Components;

public sealed class MarkdownViewTests : BunitContext
{
    private const string Text = "First **one**.\n\nSecond.\n\n- a\n- b\n\nLast word.";

    public MarkdownViewTests() => JSInterop.Mode = JSRuntimeMode.Loose;

    [Fact]
    public void Finished_blocks_never_render_again_while_the_text_grows()
    {
        var view = Render<MarkdownView>(p => p.Add(v => v.Text, (ServerText)"First **one**.\n\nSecond.\n").Add(v => v.Finished, false));
        var block = view.FindComponents<MarkdownBlock>()[0];
        var before = block.RenderCount;
        for (var length = 25; length <= Text.Length; length++) view.Render(p => p.Add(v => v.Text, (ServerText)Text[..length]).Add(v => v.Finished, false));
        view.Render(p => p.Add(v => v.Text, (ServerText)Text).Add(v => v.Finished, true));
        Assert.Equal(before, block.RenderCount);
        Assert.Equal(4, view.FindComponents<MarkdownBlock>().Count);
    }

    [Fact]
    public void Grown_text_looks_like_the_same_text_at_once()
    {
        var grown = Render<MarkdownView>(p => p.Add(v => v.Text, (ServerText)"").Add(v => v.Finished, false));
        for (var length = 1; length <= Text.Length; length++) grown.Render(p => p.Add(v => v.Text, (ServerText)Text[..length]).Add(v => v.Finished, false));
        grown.Render(p => p.Add(v => v.Text, (ServerText)Text).Add(v => v.Finished, true));
        var once = Render<MarkdownView>(p => p.Add(v => v.Text, (ServerText)Text).Add(v => v.Finished, true));
        Assert.Equal(once.FindAll(".md > *").Select(e => e.TextContent), grown.FindAll(".md > *").Select(e => e.TextContent));
        Assert.Equal(once.FindAll(".md *").Select(e => e.LocalName), grown.FindAll(".md *").Select(e => e.LocalName));
    }

    [Fact]
    public void Tail_that_is_being_written_shows_hostile_text_as_text()
    {
        var view = Render<MarkdownView>(p => p.Add(v => v.Text, (ServerText)"<img src=x onerror=a> [x](javascript:a)").Add(v => v.Finished, false));
        Assert.Empty(view.FindAll("img, a, script"));
        Assert.Contains("<img src=x onerror=a>", view.Find(".md").TextContent, StringComparison.Ordinal);
    }
}
