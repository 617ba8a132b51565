using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace CollabLLM.Web.Components.Markdown;

/// <summary>
/// One block of a reply. Seen while it is written, it is made of elements and short texts, so that a few more words send a few more
/// bytes, and it stays so; seen finished, it is one piece of markup. A finished block never renders again, since the browser colours
/// its code and sets its formulas.
/// </summary>
public sealed class MarkdownBlock : ComponentBase
{
    private string? _text;
    private bool _open;
    private bool _changed;
    private string _html = "";
    private MarkdownElements? _elements;

    [Parameter, EditorRequired]
    public ServerText Text { get; set; }

    /// <summary>More of it may come.</summary>
    [Parameter]
    public bool Open { get; set; }

    protected override void OnParametersSet()
    {
        _changed = Text.Value != _text || (Open != _open && MarkdownRenderer.MayBeRich(Text));
        if (Text.Value != _text) (_text, _html) = (Text, MarkdownRenderer.Render(Text).TrimEnd('\n'));
        _open = Open;
        if (Open) _elements ??= new MarkdownElements();
    }

    protected override bool ShouldRender() => _changed;

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        if (_elements is null) builder.AddMarkupContent(0, _html);
        else _elements.Add(builder, 1, _html, _open);
    }
}
