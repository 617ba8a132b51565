using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;

namespace CollabLLM.Web.Components.Layout;

public sealed partial class TopBar(RailState railState, IJSRuntime js)
{
    private ElementReference _field;
    private string? _draft;
    private bool _begun;

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>Without it the title cannot be changed.</summary>
    [Parameter]
    public EventCallback<string> OnRename { get; set; }

    [Parameter]
    public RenderFragment? Middle { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    private RailState RailState => railState;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_begun) return;
        _begun = false;
        await js.InvokeVoidAsync("collabPage.select", _field);
    }

    private void Edit() => (_draft, _begun) = (Title, true);

    private async Task KeyAsync(KeyboardEventArgs e)
    {
        if (e.Key == "Enter" && !e.IsComposing) await SaveAsync();
        else if (e.Key == "Escape") _draft = null;
    }

    private async Task SaveAsync()
    {
        var title = _draft?.Trim();
        _draft = null;
        if (!string.IsNullOrEmpty(title) && title != Title) await OnRename.InvokeAsync(title);
    }
}
