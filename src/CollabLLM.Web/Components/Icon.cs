using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace CollabLLM.Web.Components;

/// <summary>
/// A drawing beside a name, from <c>wwwroot/icons.svg</c>. It has no name of its own: the control around it has. The page asks for the
/// file once; drawn in place, the shapes would be most of what a short reply sends.
/// </summary>
public sealed class Icon : ComponentBase
{
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    /// <summary>CSS pixels: 14, 16, or 18 in bars.</summary>
    [Parameter]
    public int Size { get; set; } = 16;

    protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddMarkupContent(
        0, $"""<svg class="icon i{Size}" aria-hidden="true"><use href="icons.svg#{Name}"/></svg>""");
}
