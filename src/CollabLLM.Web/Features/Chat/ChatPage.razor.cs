using CollabLLM.Core.Conversations;
using CollabLLM.Core.Questions;
using CollabLLM.Data;
using CollabLLM.Data.Sessions;
using CollabLLM.Web.Components.Layout;
using CollabLLM.Web.Features.Guests;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.JSInterop;

namespace CollabLLM.Web.Features.Chat;

/// <summary>A chat: what the log says, and a field to go on.</summary>
public sealed partial class ChatPage(
    TurnRunner turns, TurnModels models, ModelChoices choices, SessionLog log, IDbContextFactory<AppDb> databases, GuestIdentity guest,
    RailState rail, NavigationManager navigation, TimeProvider time, IJSRuntime js)
{
    private ElementReference _thread;
    private ElementReference _end;
    private ElementReference _status;
    private Composer? _composer;
    private SessionView? _view;
    private Guid _person;
    private Guid? _editing;
    private string? _model;
    private string? _problem;
    private int _shown;
    private Guid? _stopped;
    private bool _temporary;
    private bool _consent;
    private bool _ready;
    private bool _missing;

    [Parameter]
    public Guid? SessionId { get; set; }

    private ModelChoice? Choice => choices.Find(_model) ?? (choices.All is [var first, ..] ? first : null);

    private ModelChoice? Demo => choices.All.FirstOrDefault(m => m is { Scripted: true, Problem: null });

    private bool Running => _view?.RunningReplyId is not null;

    private string? Problem => Choice is { } choice ? choice.Problem : "There is no model on this server yet.";

    private string Note => Problem is { } problem ? $"You can write, but nobody answers. {problem}"
        : Choice!.Scripted ? "Scripted: this is a recorded play, not a model."
        : $"Runs on this server. {Choice.Title} can be wrong: check names, dates and figures.";

    private string Placeholder => _view is { Path: [.., { Reply.Outcome: not null } last] } && ReplyText.Split(last.Text, true).Any(p => p is QuestionsPart)
        ? "Answer here in your own words, or ask for something else"
        : "Write a message";

    public void Dispose()
    {
        rail.Edited -= Reload;
        rail.Select(null);
    }

    protected override void OnInitialized() => rail.Edited += Reload;

    protected override async Task OnParametersSetAsync()
    {
        _person = await guest.PersonIdAsync();
        rail.Select(SessionId);
        if (_ready && SessionId == _view?.Id) return;
        (_missing, _editing, _problem, _temporary) = (false, null, null, false);
        await LoadAsync(SessionId);
        rail.ShowDrawer(false);
        _model = _view?.ModelName is { } used && choices.Find(used) is not null ? used : models.DefaultName;
        _missing = SessionId is not null && _view is null;
        _ready = true;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_ready && !_missing) await js.InvokeVoidAsync("collabThread.attach", _thread, _end, _status);
    }

    private async Task LoadAsync(Guid? id)
    {
        if (id is null)
        {
            _view = null;
            return;
        }
        await using var db = await databases.CreateDbContextAsync();
        _view = await db.LoadAsync(id.Value, _person, CancellationToken.None);
        if (_view is null) return;
        _consent = (await db.ConsentAsync(_person, id, CancellationToken.None)).Effective;
        await log.MarkSeenAsync(_person, id.Value, CancellationToken.None);
    }

    private async Task RefreshAsync()
    {
        await LoadAsync(_view?.Id ?? SessionId);
        rail.Refresh();
        StateHasChanged();
    }

    private Task EndedAsync() => RefreshAsync();

    private void Reload(Guid sessionId) => _ = InvokeAsync(async () =>
    {
        if (_view?.Id != sessionId) return;
        await LoadAsync(sessionId);
        StateHasChanged();
    });

    private bool CanContinue(MessageView message) => message.Reply is { Outcome: { } outcome } reply
        && ContinueRule.Allows(models.Find(_model ?? ""), outcome, message.Text, reply.Cause);

    private bool AskedBefore(int index) => _view!.Path.Take(index).Any(m => m.Role == MessageRole.Assistant && HasCard(m));

    private bool IsAnswer(int index) => index > 0 && _view!.Path[index - 1] is { Role: MessageRole.Assistant } asked
        && ReplyText.Split(asked.Text, true).OfType<QuestionsPart>().Any(q => AnswerText.Read(q.Block, _view.Path[index].Text) is not null);

    private static bool HasCard(MessageView message) => ReplyText.Split(message.Text, true).Any(p => p is QuestionsPart);

    private Task StartAsync(string text) => _composer?.FillAsync(text) ?? Task.CompletedTask;

    private void EditLast()
    {
        _editing = _view?.Path.LastOrDefault(m => m.Role == MessageRole.User)?.Id;
        StateHasChanged();
    }
}
