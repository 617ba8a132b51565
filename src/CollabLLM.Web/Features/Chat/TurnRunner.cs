using CollabLLM.Data;
using CollabLLM.Data.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CollabLLM.Web.Features.Chat;

/// <summary>
/// Owns every reply from its acceptance to its ending, whoever watches: a browser that goes away ends a viewer, not a reply. One
/// instance for a process; thread-safe. Its requests are answered with what the log says.
/// </summary>
public sealed partial class TurnRunner(
    SessionLog log, IDbContextFactory<AppDb> databases, TurnModels models, LiveTurns turns, ReplyWriter writer,
    ReplyProducer producer, ReplyWatch watch, IOptions<ChatSettings> settings, TimeProvider time, ILogger<TurnRunner> logger)
    : BackgroundService, IHostedLifecycleService
{
    private volatile bool _draining;

    /// <summary>Stores a person's message and begins its reply. The same request again is the same message. To edit a message, send a sibling of it.</summary>
    public async Task<StartOutcome> SendAsync(SendRequest request, CancellationToken cancellationToken)
    {
        if (request.Text.Length > settings.Value.MaxMessageLength)
        {
            return new StartOutcome.Invalid($"The message is longer than {settings.Value.MaxMessageLength:N0} characters.");
        }
        if (Obstacle(request.ModelName, out var model) is { } obstacle) return obstacle;
        var reply = ReplyOptions.Complete(request.Settings, request.ReplyId, settings.Value);
        var full = request with
        {
            Producer = turns.Producer,
            Fingerprint = model.Fingerprint,
            Settings = reply,
            SystemPrompt = request.SystemPrompt ?? settings.Value.SystemPrompt,
        };
        return Begin(await log.SendAsync(full, cancellationToken), request.PersonId, reply, model);
    }

    /// <summary>Another reply to a message that has one, from its beginning.</summary>
    public Task<StartOutcome> RegenerateAsync(StartReplyRequest request, CancellationToken cancellationToken) =>
        StartAsync(request with { ContinuesId = null }, cancellationToken);

    /// <summary>Another reply that goes on from the text kept of <see cref="StartReplyRequest.ContinuesId"/>.</summary>
    public Task<StartOutcome> ContinueAsync(StartReplyRequest request, CancellationToken cancellationToken)
    {
        if (request.ContinuesId is null) return Task.FromResult<StartOutcome>(new StartOutcome.Invalid("There is nothing to continue."));
        return models.Find(request.ModelName) is { CanPrefill: false }
            ? Task.FromResult<StartOutcome>(new StartOutcome.Invalid("This model cannot go on from a given text. Ask for a new reply instead."))
            : StartAsync(request, cancellationToken);
    }

    /// <summary>Ends a reply with exactly the text that the person has seen, on whichever node it is written.</summary>
    /// <param name="seenLength">UTF-16 units of the reply's text on the person's screen.</param>
    /// <returns>How it has ended, which may be otherwise when it ended in this moment; null when the person has no such reply.</returns>
    public async Task<ReplyEvent.Ended?> StopAsync(Guid replyId, Guid personId, int seenLength, CancellationToken cancellationToken)
    {
        if (turns.Find(replyId) is { } turn)
        {
            if (turn.PersonId != personId) return null;
            turn.RequestStop(new StopRequest(StopReason.Person, seenLength));
            return await turn.Ended.WaitAsync(cancellationToken);
        }
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            if (!await db.OwnsReplyAsync(personId, replyId, cancellationToken)) return null;
        }
        // Its producer is another process: the log refuses its next words, and it stops.
        var ending = new ReplyEnding(replyId, Core.Conversations.ReplyOutcome.Stopped) { SeenLength = seenLength };
        if (await log.EndReplyAsync(ending, cancellationToken) is not { } ended) return null;
        var replay = await log.ReadEventsAsync(replyId, long.MaxValue, cancellationToken);
        return Last(replay is null ? null : models.Find(replay.ModelName), ended);
    }

    /// <summary>
    /// Everything after <paramref name="fromSeq"/>, without gaps or repetition, up to the ending. Ends at once when there is no such
    /// reply. Whether the viewer may see it is the caller's business.
    /// </summary>
    public IAsyncEnumerable<ReplyEvent> WatchAsync(Guid replyId, long fromSeq, CancellationToken cancellationToken) =>
        watch.WatchAsync(replyId, fromSeq, cancellationToken);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => writer.RunAsync(stoppingToken);

    /// <summary>
    /// Takes no more, and keeps every reply under way as interrupted. Before the sockets close: closing them may take all the time
    /// that a stop has, and viewers hear the ending.
    /// </summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _draining = true;
        var under = turns.All;
        foreach (var turn in under) turn.RequestStop(new StopRequest(StopReason.Shutdown));
        try
        {
            await Task.WhenAll(under.Select(t => t.Ended)).WaitAsync(settings.Value.DrainTimeout, time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // Their heartbeat ends with this process, and the sweep of the next one keeps them.
            NotDrained(logger, turns.All.Count);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<StartOutcome> StartAsync(StartReplyRequest request, CancellationToken cancellationToken)
    {
        if (Obstacle(request.ModelName, out var model) is { } obstacle) return obstacle;
        var reply = ReplyOptions.Complete(request.Settings, request.ReplyId, settings.Value);
        var full = request with { Producer = turns.Producer, Fingerprint = model.Fingerprint, Settings = reply };
        return Begin(await log.StartReplyAsync(full, cancellationToken), request.PersonId, reply, model);
    }

    private StartOutcome.Invalid? Obstacle(string modelName, out TurnModel model)
    {
        var found = models.Find(modelName);
        model = found!;
        return _draining ? new StartOutcome.Invalid("The server is restarting. Send again in a moment.")
            : found is null ? new StartOutcome.Invalid("There is no model of this name any more. Choose another one.")
            : found.Problem is { } problem ? new StartOutcome.Invalid($"This model is not available: {problem}")
            : null;
    }

    private StartOutcome Begin(StartOutcome outcome, Guid personId, Core.Conversations.GenerationSettings reply, TurnModel model)
    {
        if (outcome is not StartOutcome.Accepted { Reply: var start }) return outcome;
        var turn = new LiveTurn(start, personId, reply, model, time.GetTimestamp(), settings.Value.ViewerBuffer);
        turns.Add(turn);
        // The server may have begun to go down since it was asked for.
        if (_draining) turn.RequestStop(new StopRequest(StopReason.Shutdown));
        turn.Work = Task.Run(() => RunAsync(turn));
        return outcome;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} replies were not kept in time; they will be interrupted by the sweep.")]
    private static partial void NotDrained(ILogger logger, int count);
}
