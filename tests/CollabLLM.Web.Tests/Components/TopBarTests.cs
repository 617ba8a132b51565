using Bunit;
using CollabLLM.Web.Components.Layout;
using Microsoft.Extensions.DependencyInjection;

namespace CollabLLM.Web.Tests.Components;

public sealed class TopBarTests : BunitContext
{
    public TopBarTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddScoped<RailState>();
    }

    [Fact]
    public async Task Title_is_renamed_by_Enter_and_trimmed()
    {
        string? name = null;
        var bar = Render<TopBar>(p => p.Add(t => t.Title, "Old").Add(t => t.OnRename, t => name = t));
        await bar.Find("h1 button").ClickAsync();
        await bar.Find("input").InputAsync("  New ");
        await bar.Find("input").KeyDownAsync("Enter");
        Assert.Equal("New", name);
    }

    [Fact]
    public async Task Escape_and_an_empty_title_rename_nothing()
    {
        var renamed = 0;
        var bar = Render<TopBar>(p => p.Add(t => t.Title, "Old").Add(t => t.OnRename, _ => renamed++));
        await bar.Find("h1 button").ClickAsync();
        await bar.Find("input").InputAsync("New");
        await bar.Find("input").KeyDownAsync("Escape");
        await bar.Find("h1 button").ClickAsync();
        await bar.Find("input").InputAsync("   ");
        await bar.Find("input").KeyDownAsync("Enter");
        Assert.Equal(0, renamed);
        Assert.Equal("Old", bar.Find("h1").TextContent);
    }

    [Fact]
    public void Title_without_a_way_to_rename_is_no_button() =>
        Assert.Empty(Render<TopBar>(p => p.Add(t => t.Title, "Old")).FindAll("h1 button"));
}
