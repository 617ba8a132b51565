using Microsoft.AspNetCore.Components;

namespace CollabLLM.Web.Components;

/// <summary>
/// A drawing beside a name, from <c>wwwroot/icons.svg</c>. It has no name of its own: the control around it has. The page asks for the
/// file once; drawn in place, the shapes would be most of what a short reply sends.
/// </summary>
internal static class Icon
{
    /// <summary>As markup: a component of its own takes two kilobytes of the server's memory, and there are several in each message.</summary>
    /// <param name="size">CSS pixels: 14, 16, or 18 in bars.</param>
    public static MarkupString Of(string name, int size = 16) =>
        new($"""<svg class="icon i{size}" aria-hidden="true"><use href="icons.svg#{name}"/></svg>""");
}
