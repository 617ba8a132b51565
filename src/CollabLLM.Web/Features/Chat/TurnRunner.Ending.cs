using CollabLLM.Core.Conversations;
using CollabLLM.Data.Sessions;

namespace CollabLLM.Web.Features.Chat;

public sealed partial class TurnRunner
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a model that was told to stop is waited for, for the sake of its timings.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);

    /// <summary>From the first word to the one place where a reply ends. Never fails.</summary>
    private async Task RunAsync(LiveTurn turn)
    {
        var producing = producer.ProduceAsync(turn);
        await Task.WhenAny(producing, turn.StopRequested);
        var cancelling = turn.StopRequested.IsCompleted ? turn.CancelModelAsync() : Task.CompletedTask;
        if (turn.StopRequested.IsCompleted) await Task.WhenAny(producing, Task.Delay(Grace, time));
        await writer.FlushAsync(turn);
        turn.Close();

        var stop = turn.StopRequested.IsCompleted ? await turn.StopRequested : null;
        var produced = producing.IsCompleted ? await producing : new ProducedReply(ReplyOutcome.Interrupted, null, null, null, null);
        var last = await EndAsync(turn, Ending(turn, produced, stop));
        turns.Remove(turn);
        turn.Complete(last);

        await Task.WhenAll(producing, cancelling);
        turn.Dispose();
    }

    private ReplyEnding Ending(LiveTurn turn, ProducedReply produced, StopRequest? stop)
    {
        var (outcome, cause) = stop?.Reason switch
        {
            null => (produced.Outcome, produced.Cause),
            StopReason.Person => (ReplyOutcome.Stopped, null),
            StopReason.Unwritable => (ReplyOutcome.Failed, ReplyCauses.Unwritable),
            _ => (ReplyOutcome.Interrupted, ReplyCauses.Interrupted),
        };
        return new ReplyEnding(turn.ReplyId, outcome)
        {
            Cause = cause,
            SeenLength = stop?.SeenLength,
            Usage = produced.Usage,
            Timings = new ReplyTimings(produced.Queued, produced.FirstToken, time.GetElapsedTime(turn.StartedAt)),
            Fingerprint = turn.Model.Fingerprint,
            Settings = turn.Settings,
            Seed = turn.Settings.Seed,
        };
    }

    private async Task<ReplyEvent.Ended> EndAsync(LiveTurn turn, ReplyEnding ending)
    {
        var began = time.GetTimestamp();
        for (var pause = FirstPause; ; pause *= 2)
        {
            try
            {
                return Last(turn.Model, await log.EndReplyAsync(ending, CancellationToken.None));
            }
            catch (Exception e) when (time.GetElapsedTime(began) + pause < settings.Value.WritePatience)
            {
                EndingFailed(logger, e, turn.ReplyId, ending.Outcome);
            }
            // The heartbeat of this reply ends here, so the sweep will end it once the database is back.
            catch (Exception e)
            {
                EndingLost(logger, e, turn.ReplyId, ending.Outcome);
                return new ReplyEvent.Ended(ReplyOutcome.Failed, turn.StoredText, ReplyCauses.Unwritable, false);
            }
            await Task.Delay(pause, time);
        }
    }

    private static ReplyEvent.Ended Last(TurnModel? model, EndedReply? ended) => ended is null
        ? new ReplyEvent.Ended(ReplyOutcome.Interrupted, "", ReplyCauses.Gone, false)
        : new ReplyEvent.Ended(ended.Outcome, ended.Text, ended.Cause, ContinueRule.Allows(model, ended.Outcome, ended.Text, ended.Cause));

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ending of reply {ReplyId} ({Outcome}) could not be stored; it is tried again.")]
    private static partial void EndingFailed(ILogger logger, Exception exception, Guid replyId, ReplyOutcome outcome);

    [LoggerMessage(Level = LogLevel.Error, Message = "The ending of reply {ReplyId} ({Outcome}) could not be stored.")]
    private static partial void EndingLost(ILogger logger, Exception exception, Guid replyId, ReplyOutcome outcome);
}
