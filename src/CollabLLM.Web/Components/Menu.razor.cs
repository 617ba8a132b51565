using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;

namespace CollabLLM.Web.Components;

public sealed partial class Menu(IJSRuntime js)
{
    private ElementReference _button;
    private ElementReference _list;
    private bool _open;
    private bool _opened;

    /// <summary>The name of the button for those who do not see its drawing.</summary>
    [Parameter, EditorRequired]
    public string? Label { get; set; }

    [Parameter]
    public string ButtonClass { get; set; } = "icon-btn";

    /// <summary>Where it opens: <c>end</c>, <c>up</c>, or both.</summary>
    [Parameter]
    public string? PopClass { get; set; }

    [Parameter, EditorRequired]
    public RenderFragment? Activator { get; set; }

    [Parameter, EditorRequired]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>Closes the list and gives the focus back to its button.</summary>
    public async Task CloseAsync()
    {
        if (!_open) return;
        _open = false;
        StateHasChanged();
        await _button.FocusAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_opened) return;
        _opened = false;
        await js.InvokeVoidAsync("collabPage.openMenu", _list);
    }

    private void Toggle() => _opened = _open = !_open;

    private Task KeyAsync(KeyboardEventArgs e) => e.Key is "Escape" or "Tab" ? CloseAsync() : Task.CompletedTask;
}
