using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using MudBlazor;

namespace CollabLLM.Web.Components.Layout;

public sealed partial class MainLayout(IJSRuntime js, RailState railState, NavigationManager navigation, IDialogService dialogs)
{
    private readonly MudTheme _theme = Components.Theme.Build();
    private DotNetObjectReference<MainLayout>? _self;
    private ErrorBoundary? _boundary;
    private Rail? _rail;
    private IDialogReference? _keys;
    private TimeSpan _offset;
    private bool _ready;
    private bool _dark;
    private bool _collapsed;

    private RailState Rail => railState;

    public void Dispose()
    {
        railState.Changed -= Render;
        _self?.Dispose();
    }

    [JSInvokable]
    public Task ThemeChanged(bool dark) => InvokeAsync(() =>
    {
        _dark = dark;
        StateHasChanged();
    });

    [JSInvokable]
    public async Task Shortcut(string what)
    {
        if (what == "new") navigation.NavigateTo("/");
        else if (what == "rail") await ToggleRailAsync();
        else if (what == "help") await ShowKeysAsync();
        else if (_rail is not null)
        {
            await _rail.SearchAsync();
        }
    }

    protected override void OnInitialized() => railState.Changed += Render;

    protected override void OnParametersSet() => _boundary?.Recover();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        _self = DotNetObjectReference.Create(this);
        var browser = await js.InvokeAsync<Browser>("collabPage.attachShell", _self);
        await js.InvokeVoidAsync("collabTheme.listen", _self);
        (_collapsed, _dark, _offset, _ready) = (browser.Collapsed, browser.Dark, TimeSpan.FromMinutes(browser.Offset), true);
        StateHasChanged();
    }

    private async Task ToggleRailAsync()
    {
        if (railState.DrawerOpen || await IsNarrowAsync())
        {
            railState.ShowDrawer(!railState.DrawerOpen);
            return;
        }
        _collapsed = !_collapsed;
        StateHasChanged();
        await js.InvokeVoidAsync("collabPage.write", "collab.rail", _collapsed ? "small" : "open");
    }

    private async Task OpenRailAsync()
    {
        if (await IsNarrowAsync()) railState.ShowDrawer(true);
        else if (_collapsed) await ToggleRailAsync();
    }

    private ValueTask<bool> IsNarrowAsync() => js.InvokeAsync<bool>("collabPage.isNarrow");

    private async Task ShowKeysAsync()
    {
        if (_keys is null or { Result.IsCompleted: true }) _keys = await dialogs.ShowAsync<KeyHelp>();
    }

    private void Render() => _ = InvokeAsync(StateHasChanged);

    private sealed record Browser(bool Collapsed, double Offset, string Theme, bool Dark);
}
