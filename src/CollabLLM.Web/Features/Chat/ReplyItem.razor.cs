using CollabLLM.Data.Sessions;
using Microsoft.AspNetCore.Components;

namespace CollabLLM.Web.Features.Chat;

/// <summary>A reply, while it is written and afterwards: the same elements, so that nothing moves when it ends.</summary>
public sealed partial class ReplyItem(TurnRunner turns)
{
    private CancellationTokenSource? _watching;
    private ReplyEvent.Queue? _queue;
    private FeedbackRating? _rating;
    private string _text = "";

    [Parameter, EditorRequired]
    public MessageView Message { get; set; } = null!;

    [Parameter]
    public IReadOnlyList<Guid> Siblings { get; set; } = [];

    [Parameter]
    public bool Last { get; set; }

    /// <summary>The model has asked before.</summary>
    [Parameter]
    public bool Later { get; set; }

    /// <summary>What the person sent after it.</summary>
    [Parameter]
    public MessageView? Next { get; set; }

    /// <summary>A reply is being written, or the model is not available.</summary>
    [Parameter]
    public bool Locked { get; set; }

    [Parameter]
    public bool CanContinue { get; set; }

    [Parameter]
    public Func<string, Task<bool>>? OnAnswer { get; set; }

    [Parameter]
    public EventCallback OnChangeAnswer { get; set; }

    [Parameter]
    public EventCallback OnAgain { get; set; }

    [Parameter]
    public EventCallback OnContinue { get; set; }

    [Parameter]
    public EventCallback OnFork { get; set; }

    [Parameter]
    public EventCallback OnStop { get; set; }

    /// <summary>
    /// Told how much of a running reply (UTF-16 units) is on its way to the screen. What was sent to the browser is shown, whatever the
    /// person does meanwhile.
    /// </summary>
    [Parameter]
    public Action<int>? OnShown { get; set; }

    /// <summary>Whether the person has pressed Stop: what was on its way to this view then is not kept, so it is not shown either.</summary>
    [Parameter]
    public Func<bool>? IsStopped { get; set; }

    [Parameter]
    public EventCallback<Guid> OnSelect { get; set; }

    [Parameter]
    public EventCallback<FeedbackRequest> OnFeedback { get; set; }

    [Parameter]
    public EventCallback OnEnded { get; set; }

    private bool Live => Message.Reply is { Outcome: null };

    public void Dispose()
    {
        _watching?.Cancel();
        _watching?.Dispose();
    }

    protected override void OnParametersSet()
    {
        if (!Live)
        {
            _text = Message.Text;
            return;
        }
        // A view that was read a moment ago may know less than is on the screen.
        if (Message.Text.Length > _text.Length && IsStopped?.Invoke() != true) _text = Message.Text;
        if (_watching is not null) return;
        _watching = new CancellationTokenSource();
        _ = WatchAsync(Message.Id, Message.Reply!.LastSeq, _watching.Token);
    }

    private async Task WatchAsync(Guid replyId, long fromSeq, CancellationToken cancellationToken)
    {
        _text = Message.Text;
        try
        {
            await foreach (var news in turns.WatchAsync(replyId, fromSeq, cancellationToken))
            {
                switch (news)
                {
                    case ReplyEvent.Delta when IsStopped?.Invoke() == true:
                        continue;
                    case ReplyEvent.Delta delta:
                        (_text, _queue) = (_text + delta.Text, null);
                        break;
                    case ReplyEvent.Queue queue:
                        _queue = queue;
                        break;
                    case ReplyEvent.Ended:
                        await InvokeAsync(OnEnded.InvokeAsync);
                        return;
                }
                await InvokeAsync(StateHasChanged);
            }
            await InvokeAsync(OnEnded.InvokeAsync);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The viewer has gone; the reply goes on.
        }
    }

    private string Pressed(FeedbackRating rating) => Message.Feedback?.Rating == rating ? "true" : "false";

    private async Task RateAsync(FeedbackRating rating)
    {
        if (Message.Feedback?.Rating == rating)
        {
            _rating = null;
            await OnFeedback.InvokeAsync(Feedback(FeedbackRating.None, [], null));
            return;
        }
        _rating = rating;
        await OnFeedback.InvokeAsync(Feedback(rating, [], null));
    }

    private Task GiveAsync(FeedbackRating rating, string[] reasons, string? comment)
    {
        _rating = null;
        return OnFeedback.InvokeAsync(Feedback(rating, reasons, comment));
    }

    // The page knows whose chat it is.
    private FeedbackRequest Feedback(FeedbackRating rating, string[] reasons, string? comment) => new()
    {
        PersonId = Guid.Empty,
        SessionId = Guid.Empty,
        MessageId = Message.Id,
        Rating = rating,
        Reasons = reasons,
        Comment = string.IsNullOrWhiteSpace(comment) ? null : comment,
    };
}
