using System.Globalization;
using CollabLLM.Data.Sessions;

namespace CollabLLM.Web.Components.Layout;

/// <summary>The lines of the rail under their headings: pinned ones, then days as the reader's calendar has them.</summary>
internal static class RailGroups
{
    public static IReadOnlyList<(string Name, IReadOnlyList<SessionListItem> Items)> Of(
        IReadOnlyList<SessionListItem> items, DateTime utcNow, TimeSpan offset)
    {
        var today = (utcNow + offset).Date;
        return
        [
            .. items.GroupBy(i => i.Pinned ? "Pinned" : Name((i.UpdatedAt + offset).Date, today))
                .Select(g => (g.Key, (IReadOnlyList<SessionListItem>)[.. g])),
        ];
    }

    private static string Name(DateTime day, DateTime today) => (today - day).Days switch
    {
        <= 0 => "Today",
        1 => "Yesterday",
        <= 7 => "Previous 7 days",
        <= 30 => "Previous 30 days",
        _ => day.ToString("MMMM yyyy", CultureInfo.InvariantCulture),
    };
}
