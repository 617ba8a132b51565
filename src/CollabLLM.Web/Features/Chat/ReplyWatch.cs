using System.Runtime.CompilerServices;
using CollabLLM.Data.Sessions;
using Microsoft.Extensions.Options;

namespace CollabLLM.Web.Features.Chat;

/// <summary>
/// Follows a reply from any point: joins the live one first, replays the log second, and drops what comes twice. A reply that another
/// process writes is followed through the log.
/// </summary>
public sealed class ReplyWatch(SessionLog log, LiveTurns turns, TurnModels models, IOptions<ChatSettings> settings, TimeProvider time)
{
    /// <summary>Ends with <see cref="ReplyEvent.Ended"/>, or at once when there is no such reply.</summary>
    public async IAsyncEnumerable<ReplyEvent> WatchAsync(Guid replyId, long fromSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seq = fromSeq;
        while (true)
        {
            using var viewer = turns.Find(replyId)?.Watch();
            if (await log.ReadEventsAsync(replyId, seq, cancellationToken) is not { } replay) yield break;
            foreach (var one in replay.Events)
            {
                seq = one.Seq;
                yield return new ReplyEvent.Delta(one.Seq, one.Text);
            }
            if (replay.Ending is { } ending)
            {
                yield return new ReplyEvent.Ended(
                    ending.Outcome, ending.Text, ending.Cause, ContinueRule.Allows(models.Find(replay.ModelName), ending.Outcome, ending.Text, ending.Cause));
                yield break;
            }
            if (viewer is null)
            {
                await Task.Delay(settings.Value.PollInterval, time, cancellationToken);
                continue;
            }
            await foreach (var news in viewer.Events.ReadAllAsync(cancellationToken))
            {
                if (news is ReplyEvent.Delta delta)
                {
                    if (delta.Seq <= seq) continue;
                    // Cannot be, or a viewer would miss text: the log has it.
                    if (delta.Seq != seq + 1) break;
                    seq = delta.Seq;
                }
                yield return news;
                if (news is ReplyEvent.Ended) yield break;
            }
        }
    }
}
