using CollabLLM.Data.Sessions;

namespace CollabLLM.Web.Features.Chat;

/// <summary>What a person does to a chat.</summary>
public sealed partial class ChatPage
{
    /// <summary>Stored with each answer, so that it is known which words were agreed to.</summary>
    private const string ConsentText = "2026-11";

    private Guid NewId() => Guid.CreateVersion7(time.GetUtcNow());

    private Task<string?> SendAsync(Outgoing message) => SendAsync(message, _view is { Path: [.., var last] } ? last.Id : null);

    private async Task<string?> SendAsync(Outgoing message, Guid? parent)
    {
        // A draft may be sent twice when the line was cut: its parent is then its own reply, so the first sending's place counts.
        if (_view?.Tree.Find(message.MessageId) is { } before) parent = before.ParentId;
        var outcome = await turns.SendAsync(
            new SendRequest
            {
                PersonId = _person,
                SessionId = message.SessionId,
                MessageId = message.MessageId,
                ReplyId = message.ReplyId,
                ParentId = parent,
                Text = message.Text,
                ModelName = _model ?? models.DefaultName,
                Temporary = _temporary,
                Producer = "",
            },
            CancellationToken.None);
        var problem = Sentence(outcome);
        if (problem is not null) return problem;
        (_editing, _problem, _shown) = (null, null, 0);
        await LoadAsync(message.SessionId);
        rail.Refresh();
        StateHasChanged();
        if (SessionId != message.SessionId) navigation.NavigateTo($"/c/{message.SessionId}", replace: SessionId is null && _view is null);
        return null;
    }

    private static string? Sentence(StartOutcome outcome) => outcome switch
    {
        StartOutcome.Accepted or StartOutcome.AlreadyAccepted => null,
        StartOutcome.Busy => "Another reply of this chat is being written. Send again when it has ended.",
        StartOutcome.Invalid { Sentence: var why } => why,
        _ => "This chat is not there any more. Your text is kept in the field.",
    };

    private async Task<bool> AnswerAsync(string text)
    {
        _problem = await SendAsync(new Outgoing(_view!.Id, NewId(), NewId(), text));
        StateHasChanged();
        return _problem is null;
    }

    private async Task EditAsync(MessageView message, string text)
    {
        if (text == message.Text)
        {
            _editing = null;
            return;
        }
        _problem = await SendAsync(new Outgoing(_view!.Id, NewId(), NewId(), text), message.ParentId);
    }

    private async Task AgainAsync(MessageView reply, Guid? continues)
    {
        if (_view is null || reply.ParentId is not { } asked) return;
        var request = new StartReplyRequest
        {
            PersonId = _person,
            SessionId = _view.Id,
            UserMessageId = asked,
            ReplyId = NewId(),
            ContinuesId = continues,
            ModelName = _model ?? models.DefaultName,
            Producer = "",
        };
        _problem = Sentence(continues is null
            ? await turns.RegenerateAsync(request, CancellationToken.None)
            : await turns.ContinueAsync(request, CancellationToken.None));
        _shown = 0;
        await RefreshAsync();
    }

    private async Task StopAsync()
    {
        if (_view?.RunningReplyId is not { } running) return;
        _stopped = running;
        await turns.StopAsync(running, _person, _shown, CancellationToken.None);
        await RefreshAsync();
    }

    private async Task SelectAsync(Guid messageId)
    {
        if (_view is null) return;
        var outcome = await log.SelectPathAsync(_person, _view.Id, _view.Tree.NewestLeafUnder(messageId), CancellationToken.None);
        _problem = (outcome as ChangeOutcome.Invalid)?.Sentence;
        await RefreshAsync();
    }

    private async Task RenameAsync(string title)
    {
        await log.RenameAsync(_person, _view!.Id, title, CancellationToken.None);
        await RefreshAsync();
    }

    private async Task PinAsync()
    {
        await log.PinAsync(_person, _view!.Id, !_view.Pinned, CancellationToken.None);
        await RefreshAsync();
    }

    private async Task ConsentAsync()
    {
        await log.SetConsentAsync(_person, _view!.Id, !_consent, ConsentText, CancellationToken.None);
        await RefreshAsync();
    }

    private async Task ForkAsync(Guid messageId, ForkScope scope)
    {
        var copy = NewId();
        var outcome = await log.ForkAsync(_person, _view!.Id, messageId, scope, copy, CancellationToken.None);
        _problem = (outcome as ChangeOutcome.Invalid)?.Sentence;
        rail.Refresh();
        if (outcome is ChangeOutcome.Done) navigation.NavigateTo($"/c/{copy}");
    }

    private async Task RateAsync(FeedbackRequest request)
    {
        await log.GiveFeedbackAsync(request with { PersonId = _person, SessionId = _view!.Id }, CancellationToken.None);
        await RefreshAsync();
    }
}
