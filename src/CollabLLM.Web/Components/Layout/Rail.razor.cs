using CollabLLM.Data;
using CollabLLM.Data.Sessions;
using CollabLLM.Web.Features.Guests;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.EntityFrameworkCore;
using MudBlazor;

namespace CollabLLM.Web.Components.Layout;

public sealed partial class Rail(
    RailState state, SessionLog log, IDbContextFactory<AppDb> databases, GuestIdentity guest, NavigationManager navigation,
    ISnackbar snackbar, TimeProvider time)
{
    private const int UndoFor = 8000;
    private const int Page = 100;
    private IReadOnlyList<SessionListItem> _items = [];
    private IReadOnlyList<SearchHit> _hits = [];
    private ElementReference _field;
    private ElementReference _button;
    private string? _query;
    private bool _focus;
    private int _most = Page;

    /// <summary>Of the reader's clock from UTC.</summary>
    [Parameter, EditorRequired]
    public TimeSpan Offset { get; set; }

    [Parameter]
    public bool Collapsed { get; set; }

    [Parameter]
    public EventCallback OnCollapse { get; set; }

    /// <summary>Shows the whole rail, wherever it is folded away.</summary>
    [Parameter]
    public EventCallback OnOpen { get; set; }

    [Parameter]
    public EventCallback OnKeys { get; set; }

    private RailState State => state;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    public void Dispose()
    {
        state.Changed -= Show;
        state.ListChanged -= Reload;
    }

    /// <summary>Opens the search and puts the focus there.</summary>
    public async Task SearchAsync()
    {
        await OnOpen.InvokeAsync();
        _query ??= "";
        _focus = true;
        StateHasChanged();
    }

    protected override async Task OnInitializedAsync()
    {
        state.Changed += Show;
        state.ListChanged += Reload;
        await LoadAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_focus) return;
        _focus = false;
        await (_query is null ? _button : _field).FocusAsync();
    }

    private void Show() => _ = InvokeAsync(StateHasChanged);

    private void Reload() => _ = InvokeAsync(async () =>
    {
        await LoadAsync();
        StateHasChanged();
    });

    private async Task LoadAsync()
    {
        var person = await guest.PersonIdAsync();
        await using var db = await databases.CreateDbContextAsync();
        _items = await db.ListAsync(person, CancellationToken.None, _most);
    }

    private Task OlderAsync()
    {
        _most += Page;
        return LoadAsync();
    }

    private async Task QueryAsync(ChangeEventArgs e)
    {
        // The browser empties the field with the same Escape that has closed it.
        if (_query is null) return;
        _query = e.Value as string ?? "";
        if (_query.Length == 0) return;
        var (asked, person) = (_query, await guest.PersonIdAsync());
        await using var db = await databases.CreateDbContextAsync();
        var hits = await db.SearchAsync(person, asked, CancellationToken.None);
        if (asked == _query) _hits = hits;
    }

    private void SearchKey(KeyboardEventArgs e)
    {
        if (e.Key == "Escape") CloseSearch();
    }

    private void CloseSearch() => (_query, _hits, _focus) = (null, [], true);

    private async Task PinAsync(SessionListItem item)
    {
        await log.PinAsync(await guest.PersonIdAsync(), item.Id, !item.Pinned, CancellationToken.None);
        state.Edit(item.Id);
    }

    private async Task RenameAsync(SessionListItem item, string title)
    {
        await log.RenameAsync(await guest.PersonIdAsync(), item.Id, title, CancellationToken.None);
        state.Edit(item.Id);
    }

    private async Task ForkAsync(SessionListItem item)
    {
        var person = await guest.PersonIdAsync();
        await using var db = await databases.CreateDbContextAsync();
        if (await db.LoadAsync(item.Id, person, CancellationToken.None) is not { Path: [.., var last] }) return;
        var copy = Guid.CreateVersion7(time.GetUtcNow());
        var outcome = await log.ForkAsync(person, item.Id, last.Id, ForkScope.WholeTree, copy, CancellationToken.None);
        state.Refresh();
        if (outcome is ChangeOutcome.Done) navigation.NavigateTo($"/c/{copy}");
        else if (outcome is ChangeOutcome.Invalid { Sentence: var why }) snackbar.Add(why);
    }

    private async Task DeleteAsync(SessionListItem item)
    {
        var person = await guest.PersonIdAsync();
        if (await log.DeleteAsync(person, item.Id, CancellationToken.None) is not ChangeOutcome.Done) return;
        if (state.Selected == item.Id) navigation.NavigateTo("/");
        state.Refresh();
        snackbar.Add($"“{item.Title}” is deleted.", Severity.Normal, o =>
        {
            (o.VisibleStateDuration, o.HideIcon, o.Action, o.ShowCloseIcon) = (UndoFor, true, "Undo", true);
            o.OnClick = async _ =>
            {
                await log.RestoreAsync(person, item.Id, CancellationToken.None);
                state.Refresh();
            };
        });
    }
}
