using Bunit;
using CollabLLM.Data.Sessions;
using CollabLLM.Web.Components.Layout;
using MudBlazor;
using MudBlazor.Services;

namespace CollabLLM.Web.Tests.Components;

public sealed class RailPartsTests : BunitContext
{
    private static readonly DateTime Now = new(2026, 11, 24, 1, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Days_are_those_of_the_readers_calendar()
    {
        // At 01:00 in UTC it is still the day before in a zone five hours behind.
        var items = new[] { Chat("pinned", Now.AddDays(-90), true), Chat("a", Now.AddHours(-2)), Chat("b", Now.AddHours(-22)), Chat("c", Now.AddDays(-5)), Chat("d", Now.AddDays(-80)) };
        var behind = RailGroups.Of(items, Now, TimeSpan.FromHours(-5)).Select(g => $"{g.Name}: {string.Join(",", g.Items.Select(i => i.Title))}");
        Assert.Equal(["Pinned: pinned", "Today: a", "Yesterday: b", "Previous 7 days: c", "September 2026: d"], behind);
        Assert.Equal(["Pinned", "Yesterday", "Previous 7 days", "September 2026"], RailGroups.Of(items, Now, TimeSpan.Zero).Select(g => g.Name));
    }

    [Fact]
    public void Found_words_are_marked_and_text_stays_text()
    {
        var snippet = Render<Snippet>(p => p.Add(s => s.Text, "a <b>boiler</b> b").Add(s => s.Highlights, [new TextRange(5, 6)]));
        Assert.Equal("boiler", snippet.Find("mark").TextContent);
        Assert.Empty(snippet.FindAll("b"));
    }

    [Fact]
    public async Task Row_offers_rename_pin_fork_and_delete()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        var menus = Render<MudPopoverProvider>();
        var deleted = false;
        var row = Render<RailRow>(p => p.Add(r => r.Item, Chat("Letter", Now)).Add(r => r.OnDelete, () => deleted = true));
        Assert.Empty(menus.FindAll(".menu-item"));
        await row.Find(".rail-more").ClickAsync();
        Assert.Equal(["Rename", "Pin", "Fork", "Delete"], menus.FindAll(".menu-item").Select(i => i.TextContent.Trim()));
        await menus.Find(".menu-item.danger").ClickAsync();
        Assert.True(deleted);
    }

    private static SessionListItem Chat(string title, DateTime at, bool pinned = false) => new(Guid.NewGuid(), title, "m", pinned, false, false, at);
}
