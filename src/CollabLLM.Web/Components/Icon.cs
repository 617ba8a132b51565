using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace CollabLLM.Web.Components;

/// <summary>A drawing beside a name. It has no name of its own: the control around it has.</summary>
public sealed class Icon : ComponentBase
{
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    /// <summary>CSS pixels; 16 in dense rows.</summary>
    [Parameter]
    public int Size { get; set; } = 18;

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        var size = Size.ToString(CultureInfo.InvariantCulture);
        builder.OpenElement(0, "svg");
        builder.AddAttribute(1, "class", "icon");
        builder.AddAttribute(2, "width", size);
        builder.AddAttribute(3, "height", size);
        builder.AddAttribute(4, "viewBox", "0 0 24 24");
        builder.AddAttribute(5, "fill", "none");
        builder.AddAttribute(6, "stroke", "currentColor");
        builder.AddAttribute(7, "stroke-width", "1.6");
        builder.AddAttribute(8, "stroke-linecap", "round");
        builder.AddAttribute(9, "stroke-linejoin", "round");
        builder.AddAttribute(10, "aria-hidden", "true");
        builder.AddMarkupContent(11, IconShapes.Of(Name));
        builder.CloseElement();
    }
}
