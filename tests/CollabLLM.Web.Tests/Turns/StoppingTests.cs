using CollabLLM.Core.Conversations;
using CollabLLM.Models;
using CollabLLM.Testing.Databases;
using CollabLLM.Web.Features.Chat;
using Microsoft.Extensions.AI;

namespace CollabLLM.Web.Tests.Turns;

public abstract class StoppingTests(TestDatabase database) : TurnTests(database)
{
    [Theory]
    [InlineData(0, "")]
    [InlineData(3, "One")]
    [InlineData(5, "One ")] // half of a character was never seen
    [InlineData(1000, "One 😀 two")]
    public async Task Stop_cuts_the_log_to_what_was_seen(int seen, string kept)
    {
        var node = await StartNodeAsync();
        var (reply, _) = await SpeakingAsync(node, "One 😀 two");
        var end = await node.Turns.StopAsync(reply.ReplyId, Person, seen, Token);
        Assert.Equal(kept, end!.FinalText);
        await AssertStoredAsync(node, reply, end);
    }

    [Fact]
    public async Task A_reply_that_is_stopped_before_its_first_word_is_stopped_and_empty()
    {
        var node = await StartNodeAsync();
        var reply = await node.SendAsync(Hello());
        var speech = await node.Model.NextCallAsync();
        var end = await node.Turns.StopAsync(reply.ReplyId, Person, 0, Token);
        Assert.Equal((ReplyOutcome.Stopped, "", false), (end!.Outcome, end.FinalText, end.CanContinue));
        Assert.True(speech.Token.IsCancellationRequested);
        Assert.Equal(ReplyOutcome.Stopped, (await node.WatchAsync(reply.ReplyId)).End.Outcome);
    }

    [Fact]
    public async Task A_place_in_the_queue_is_told_to_every_viewer_and_the_wait_can_be_stopped()
    {
        var node = await StartNodeAsync();
        var reply = await node.SendAsync(Hello());
        var speech = await node.Model.NextCallAsync();
        speech.Send(Queued(1)).Send(Queued(0));
        await using var late = node.Turns.WatchAsync(reply.ReplyId, 0, Token).GetAsyncEnumerator(Token);
        do Assert.True(await late.MoveNextAsync());
        while (late.Current is not ReplyEvent.Queue { Position: 1 });
        await using var later = node.Turns.WatchAsync(reply.ReplyId, 0, Token).GetAsyncEnumerator(Token);
        Assert.True(await later.MoveNextAsync());
        Assert.Equal(new ReplyEvent.Queue(1, TimeSpan.FromSeconds(3)), later.Current);

        var end = await node.Turns.StopAsync(reply.ReplyId, Person, 0, Token);
        Assert.Equal((ReplyOutcome.Stopped, ""), (end!.Outcome, end.FinalText));
        Assert.True(speech.Token.IsCancellationRequested);
        Assert.True(await later.MoveNextAsync());
        Assert.Equal(end, later.Current);
        Assert.Empty((await node.Log.ReadEventsAsync(reply.ReplyId, 0, Token))!.Events);

        static ChatResponseUpdate Queued(int ahead) =>
            new() { AdditionalProperties = new() { [QueuePosition.Key] = new QueuePosition(ahead, TimeSpan.FromSeconds(3)) } };
    }

    [Fact]
    public async Task A_second_stop_changes_nothing()
    {
        var node = await StartNodeAsync();
        var (reply, _) = await SpeakingAsync(node, "One two three");
        var both = await Task.WhenAll(
            node.Turns.StopAsync(reply.ReplyId, Person, 3, Token), node.Turns.StopAsync(reply.ReplyId, Person, 3, Token));
        var later = await node.Turns.StopAsync(reply.ReplyId, Person, 1, Token);
        Assert.All([.. both, later], end => Assert.Equal((ReplyOutcome.Stopped, "One"), (end!.Outcome, end.FinalText)));
    }

    [Fact]
    public async Task Stop_reaches_a_reply_that_another_server_writes()
    {
        var here = await StartNodeAsync();
        var elsewhere = await StartNodeAsync();
        var (reply, speech) = await SpeakingAsync(here, "One two three");
        var end = await elsewhere.Turns.StopAsync(reply.ReplyId, Person, "One two".Length, Token);
        Assert.Equal((ReplyOutcome.Stopped, "One two"), (end!.Outcome, end.FinalText));

        speech.Say(" four");
        var (_, told, _) = await here.WatchAsync(reply.ReplyId);
        Assert.Equal((ReplyOutcome.Stopped, "One two"), (told.Outcome, told.FinalText));
        await UntilAsync(() => speech.Token.IsCancellationRequested);
        await AssertStoredAsync(here, reply, told);
    }

    [Fact]
    public async Task Nobody_stops_the_reply_of_somebody_else()
    {
        var here = await StartNodeAsync();
        var elsewhere = await StartNodeAsync();
        var (reply, speech) = await SpeakingAsync(here, "Mine");
        Assert.Null(await here.Turns.StopAsync(reply.ReplyId, Guid.CreateVersion7(), 0, Token));
        Assert.Null(await elsewhere.Turns.StopAsync(reply.ReplyId, Guid.CreateVersion7(), 0, Token));
        Assert.False(speech.Token.IsCancellationRequested);
        speech.End();
        Assert.Equal("Mine", (await here.WatchAsync(reply.ReplyId)).End.FinalText);
    }

    [Fact]
    public async Task A_stopped_reply_goes_on_from_the_text_that_was_seen()
    {
        var node = await StartNodeAsync();
        var (reply, _) = await SpeakingAsync(node, "One two three");
        await node.Turns.StopAsync(reply.ReplyId, Person, "One two".Length, Token);
        var more = await node.Turns.ContinueAsync(Again(reply, reply.ReplyId), Token);
        var speech = await node.Model.NextCallAsync();
        Assert.Equal("One two", speech.Prompt[^1].Text);
        speech.Say(" and").End();
        var id = Assert.IsType<Data.Sessions.StartOutcome.Accepted>(more).Reply.ReplyId;
        Assert.Equal("One two and", (await node.WatchAsync(id)).End.FinalText);
    }
}

public sealed class SqliteStoppingTests(SqliteTestDatabase database) : StoppingTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresStoppingTests(PostgresTestDatabase database) : StoppingTests(database), IClassFixture<PostgresTestDatabase>;
