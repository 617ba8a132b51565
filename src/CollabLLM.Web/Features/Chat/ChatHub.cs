using System.Runtime.CompilerServices;
using CollabLLM.Data;
using CollabLLM.Data.Sessions;
using CollabLLM.Web.Features.Guests;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;

namespace CollabLLM.Web.Features.Chat;

/// <summary>
/// The same turns for clients that are not the page. Every call asks whether the thing is the caller's: an id is no credential, and
/// what belongs to somebody else does not exist.
/// </summary>
[Authorize]
public sealed class ChatHub(TurnRunner turns, IDbContextFactory<AppDb> databases, TurnModels models) : Hub
{
    private Guid PersonId => GuestIdentity.PersonIdOf(Context.User) ?? throw new HubException("Nobody is signed in.");

    public async Task<HubAnswer> Send(HubMessage message) => HubAnswer.Of(await turns.SendAsync(
        new SendRequest
        {
            PersonId = PersonId,
            SessionId = message.SessionId,
            MessageId = message.MessageId,
            ReplyId = message.ReplyId,
            ParentId = message.ParentId,
            Text = message.Text ?? "",
            ModelName = message.Model ?? models.DefaultName,
            Temporary = message.Temporary,
            Producer = "",
        },
        Context.ConnectionAborted));

    /// <summary>A new reply to the same message; with <see cref="HubReplyRequest.ContinuesId"/> one that goes on from a kept text.</summary>
    public async Task<HubAnswer> Reply(HubReplyRequest request)
    {
        var start = new StartReplyRequest
        {
            PersonId = PersonId,
            SessionId = request.SessionId,
            UserMessageId = request.UserMessageId,
            ReplyId = request.ReplyId,
            ContinuesId = request.ContinuesId,
            ModelName = request.Model ?? models.DefaultName,
            Producer = "",
        };
        return HubAnswer.Of(request.ContinuesId is null
            ? await turns.RegenerateAsync(start, Context.ConnectionAborted)
            : await turns.ContinueAsync(start, Context.ConnectionAborted));
    }

    /// <param name="seenLength">UTF-16 units of the reply's text that the person has seen.</param>
    public async Task<ReplyEvent> Stop(Guid replyId, int seenLength) =>
        await turns.StopAsync(replyId, PersonId, seenLength, Context.ConnectionAborted) ?? throw NotFound();

    public async IAsyncEnumerable<ReplyEvent> Stream(Guid replyId, long fromSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            if (!await db.OwnsReplyAsync(PersonId, replyId, cancellationToken)) throw NotFound();
        }
        await foreach (var news in turns.WatchAsync(replyId, fromSeq, cancellationToken)) yield return news;
    }

    private static HubException NotFound() => new("There is no such reply.");
}
