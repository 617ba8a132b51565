using CollabLLM.Data.Sessions;
using Microsoft.Extensions.Options;

namespace CollabLLM.Web.Features.Chat;

/// <summary>
/// The one writer of reply events. Every tick it stores what all live replies have said since the last one, in one commit, and then
/// tells their viewers: shown means stored. First words and last words do not wait for the tick.
/// </summary>
public sealed partial class ReplyWriter(SessionLog log, IOptions<ChatSettings> settings, TimeProvider time, ILogger<ReplyWriter> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private HashSet<LiveTurn> _waiting = [];
    private TaskCompletionSource _work = NewSignal();
    private TaskCompletionSource _hurry = NewSignal();

    /// <summary>Takes in text; it will be stored within a tick.</summary>
    public void Add(LiveTurn turn, string text)
    {
        if (text.Length > 0) Announce(turn, turn.Add(text));
    }

    /// <summary>Stores at once what the reply has said; completes when it is stored, or lost.</summary>
    public Task FlushAsync(LiveTurn turn)
    {
        var stored = turn.FlushedAsync();
        if (!stored.IsCompleted) Announce(turn, true);
        return stored;
    }

    /// <summary>Writes until it is cancelled. One call at a time.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _work.Task.WaitAsync(cancellationToken);
            var batch = TakeBatch();
            var stored = time.GetTimestamp();
            if (batch.Count > 0) await StoreAsync(batch, cancellationToken);
            await RestAsync(settings.Value.Tick - time.GetElapsedTime(stored), cancellationToken);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Announce(LiveTurn turn, bool hurry)
    {
        lock (_gate)
        {
            if (_waiting.Add(turn) || hurry) _work.TrySetResult();
            if (hurry) _hurry.TrySetResult();
        }
    }

    private List<(LiveTurn Turn, ReplyDelta Delta)> TakeBatch()
    {
        HashSet<LiveTurn> waiting;
        lock (_gate)
        {
            (waiting, _waiting) = (_waiting, new HashSet<LiveTurn>(_waiting.Count));
            _work = NewSignal();
            _hurry = NewSignal();
        }
        var batch = new List<(LiveTurn, ReplyDelta)>(waiting.Count);
        foreach (var turn in waiting)
        {
            if (turn.Take() is { } delta) batch.Add((turn, delta));
        }
        return batch;
    }

    private async Task RestAsync(TimeSpan rest, CancellationToken cancellationToken)
    {
        if (rest <= TimeSpan.Zero) return;
        Task hurry;
        lock (_gate) hurry = _hurry.Task;
        using var awake = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(hurry, Task.Delay(rest, time, awake.Token));
        await awake.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>
    /// A database that fails is tried again for a while; the same batch may be repeated. Then each reply is tried for itself, so that
    /// one that cannot be stored does not take the others with it.
    /// </summary>
    private async Task StoreAsync(List<(LiveTurn Turn, ReplyDelta Delta)> batch, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            if (await TryStoreAsync(batch, cancellationToken)) return;
            if (time.GetElapsedTime(began) + pause > settings.Value.WritePatience) break;
            await Task.Delay(pause, time, cancellationToken);
        }
        foreach (var one in batch)
        {
            if (await TryStoreAsync([one], cancellationToken)) continue;
            GivenUp(logger, one.Turn.ReplyId);
            one.Turn.RequestStop(new StopRequest(StopReason.Unwritable));
            // The shutdown may have asked first; its wait for this text ends here too.
            one.Turn.Close();
        }
    }

    private async Task<bool> TryStoreAsync(List<(LiveTurn Turn, ReplyDelta Delta)> batch, CancellationToken cancellationToken)
    {
        IReadOnlyList<RefusedDelta> refused;
        try
        {
            refused = await log.AppendEventsAsync([.. batch.Select(b => b.Delta)], cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            StoreFailed(logger, e, batch.Count);
            return false;
        }
        var lost = refused.Count == 0 ? null : refused.Select(r => r.ReplyId).ToHashSet();
        foreach (var (turn, delta) in batch)
        {
            if (lost is null || !lost.Contains(turn.ReplyId))
            {
                turn.Publish(delta);
                continue;
            }
            turn.RequestStop(new StopRequest(StopReason.Lost));
            turn.Close();
        }
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Pieces of {Count} replies could not be stored.")]
    private static partial void StoreFailed(ILogger logger, Exception exception, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Reply {ReplyId} cannot be stored and is given up.")]
    private static partial void GivenUp(ILogger logger, Guid replyId);
}
