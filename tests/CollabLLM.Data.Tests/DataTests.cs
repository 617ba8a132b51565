using CollabLLM.Core.Conversations;
using CollabLLM.Data.Sessions;
using CollabLLM.Testing.Databases;

namespace CollabLLM.Data.Tests;

/// <summary>
/// Every data test runs on both databases: the tests are in an abstract class, which two sealed ones give their database.
/// </summary>
public abstract class DataTests(TestDatabase database) : IAsyncLifetime
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected TestDatabase Database => database;

    protected SessionLog Log => database.Log;

    public async ValueTask InitializeAsync() => await database.StartAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected static SendRequest Hello(Guid person, Guid? session = null, Guid? parent = null, string text = "Hello") => new()
    {
        PersonId = person,
        SessionId = session ?? Guid.CreateVersion7(),
        MessageId = Guid.CreateVersion7(),
        ReplyId = Guid.CreateVersion7(),
        ParentId = parent,
        Text = text,
        ModelName = "small",
        Producer = "tests",
    };

    protected async Task<StartedReply> AcceptAsync(SendRequest request) =>
        Assert.IsType<StartOutcome.Accepted>(await Log.SendAsync(request, Token)).Reply;

    protected async Task<EndedReply> AnswerAsync(Guid replyId, params string[] pieces) => await AnswerFromAsync(replyId, 1, pieces);

    protected async Task<EndedReply> AnswerFromAsync(Guid replyId, long seq, params string[] pieces)
    {
        Assert.Empty(await Log.AppendEventsAsync([.. pieces.Select((p, i) => new ReplyDelta(replyId, seq + i, p))], Token));
        return Assert.IsType<EndedReply>(await Log.EndReplyAsync(new ReplyEnding(replyId, ReplyOutcome.Completed), Token));
    }

    /// <summary>A session of one message and its ended reply.</summary>
    protected async Task<StartedReply> ChatAsync(Guid person, string text = "Hello", string answer = "Hi there.")
    {
        var reply = await AcceptAsync(Hello(person, text: text));
        await AnswerAsync(reply.ReplyId, answer);
        return reply;
    }

    protected async Task<SessionView> LoadAsync(Guid session, Guid person)
    {
        await using var db = Database.Open();
        return Assert.IsType<SessionView>(await db.LoadAsync(session, person, Token));
    }
}
