using CollabLLM.Core.Conversations;
using CollabLLM.Models;
using CollabLLM.Testing.Databases;
using Microsoft.EntityFrameworkCore;

namespace CollabLLM.Web.Tests.Turns;

public abstract class ErrorTextTests(TestDatabase database) : TurnTests(database)
{
    private const string Mark = "error 0x5EC2E7";

    [Theory]
    [InlineData("pipeline's time-out", ReplyOutcome.TimedOut)]
    [InlineData("pipeline's failure", ReplyOutcome.Failed)]
    [InlineData("time-out", ReplyOutcome.TimedOut)]
    [InlineData("cancellation by the host", ReplyOutcome.TimedOut)]
    [InlineData("server", ReplyOutcome.Failed)]
    [InlineData("defect", ReplyOutcome.Failed)]
    public async Task An_error_is_never_something_that_the_model_said(string kind, ReplyOutcome outcome)
    {
        var node = await StartNodeAsync();
        foreach (var said in (string[])["", "Half an answer"])
        {
            var reply = await node.SendAsync(Hello());
            var speech = await node.Model.NextCallAsync();
            if (said.Length > 0) speech.Say(said);
            speech.Fail(Error(kind));
            var (text, end, _) = await node.WatchAsync(reply.ReplyId);
            Assert.Equal((outcome, said, said), (end.Outcome, end.FinalText, text));
            Assert.False(string.IsNullOrEmpty(end.Cause));
            await AssertStoredAsync(node, reply, end);

            // Nor does the model read it with the next message.
            await node.SendAsync(Hello(reply.SessionId, reply.ReplyId, "Go on"));
            var next = await node.Model.NextCallAsync();
            Assert.All(next.Prompt, m => Assert.DoesNotContain(Mark, m.Text, StringComparison.Ordinal));
            Assert.All(next.Prompt, m => Assert.DoesNotContain(end.Cause!, m.Text, StringComparison.Ordinal));
            next.End();
        }
        await using var db = Database.Open();
        Assert.False(await db.Messages.AnyAsync(m => m.Text.Contains(Mark), Token));
        Assert.False(await db.ReplyEvents.AnyAsync(e => e.Text.Contains(Mark), Token));
    }

    private static Exception Error(string kind) => kind switch
    {
        "pipeline's time-out" => new ModelException(ModelFailure.TimedOut, Mark),
        "pipeline's failure" => new ModelException(ModelFailure.Unavailable, Mark),
        "time-out" => new TimeoutException(Mark),
        "cancellation by the host" => new OperationCanceledException(Mark),
        "server" => new HttpRequestException(Mark),
        _ => new InvalidOperationException(Mark),
    };
}

public sealed class SqliteErrorTextTests(SqliteTestDatabase database) : ErrorTextTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresErrorTextTests(PostgresTestDatabase database) : ErrorTextTests(database), IClassFixture<PostgresTestDatabase>;
