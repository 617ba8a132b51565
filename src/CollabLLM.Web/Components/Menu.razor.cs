using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace CollabLLM.Web.Components;

/// <summary>
/// MudMenu places the list, catches the click beside it and closes on Escape and Tab. The button is ours, because MudMenu's own is a
/// second control around what it shows and does not get the focus back; the keys are in <c>page.js</c>, see docs/decisions/0005.
/// </summary>
public sealed partial class Menu(IJSRuntime js)
{
    private ElementReference _button;
    private bool _open;

    /// <summary>The name of the button and of the list for those who do not see its drawing.</summary>
    [Parameter, EditorRequired]
    public string? Label { get; set; }

    [Parameter]
    public string ButtonClass { get; set; } = "icon-btn";

    /// <summary>How it opens: <c>end</c>, <c>up</c> or <c>wide</c>; without any, below the start of the button.</summary>
    [Parameter]
    public string? PopClass { get; set; }

    [Parameter, EditorRequired]
    public RenderFragment? Activator { get; set; }

    [Parameter, EditorRequired]
    public RenderFragment? ChildContent { get; set; }

    private Origin From => PopClass switch { "end" => Origin.BottomRight, "up" => Origin.TopLeft, _ => Origin.BottomLeft };

    private Origin To => PopClass switch { "end" => Origin.TopRight, "up" => Origin.BottomLeft, _ => Origin.TopLeft };

    /// <summary>Closes the list and gives the focus back to its button, unless it went elsewhere.</summary>
    public async Task CloseAsync()
    {
        if (!_open) return;
        _open = false;
        StateHasChanged();
        await js.InvokeVoidAsync("collabPage.leaveMenu", _button);
    }
}
