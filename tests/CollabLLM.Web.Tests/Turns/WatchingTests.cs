using CollabLLM.Core.Conversations;
using CollabLLM.Testing.Databases;
using CollabLLM.Web.Features.Chat;

namespace CollabLLM.Web.Tests.Turns;

public abstract class WatchingTests(TestDatabase database) : TurnTests(database)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Viewers_that_leave_and_come_back_anywhere_miss_nothing_and_see_nothing_twice(int seed)
    {
        var here = await StartNodeAsync(("Chat:ViewerBuffer", "2"));
        var elsewhere = await StartNodeAsync();
        var reply = await here.SendAsync(Hello());
        var speech = await here.Model.NextCallAsync();
        var random = new Random(seed);
        var viewers = Enumerable.Range(0, 6).Select(i => Task.Run(() => RestlessAsync(i % 2 == 0 ? here : elsewhere, reply.ReplyId, new Random(seed * 100 + i)), Token))
            .ToList();
        for (var i = 0; i < 60; i++)
        {
            speech.Say($"{i} ");
            if (random.Next(3) == 0) await Task.Delay(random.Next(25), Token);
        }
        speech.End();

        var whole = string.Concat(Enumerable.Range(0, 60).Select(i => $"{i} "));
        foreach (var viewer in viewers)
        {
            var (text, end) = await viewer.WaitAsync(Patience, Token);
            Assert.Equal(whole, text);
            Assert.Equal(whole, end.FinalText);
        }
    }

    [Fact]
    public async Task A_viewer_may_join_from_any_number_of_a_finished_reply()
    {
        var node = await StartNodeAsync();
        var reply = await node.SendAsync(Hello());
        var speech = await node.Model.NextCallAsync();
        for (var i = 0; i < 5; i++)
        {
            speech.Say($"{i}");
            await node.SeenAsync(reply.ReplyId, string.Concat(Enumerable.Range(0, i + 1)));
        }
        speech.End();
        await node.WatchAsync(reply.ReplyId);
        for (var from = 0; from <= 6; from++)
        {
            var (text, end, numbers) = await node.WatchAsync(reply.ReplyId, from);
            Assert.Equal("01234"[Math.Min(from, 5)..], text);
            Assert.Equal(Enumerable.Range(from + 1, Math.Max(0, 5 - from)).Select(n => (long)n), numbers);
            Assert.Equal("01234", end.FinalText);
        }
    }

    [Fact]
    public async Task Nobody_waits_for_a_slow_viewer_and_it_gets_everything_in_the_end()
    {
        var node = await StartNodeAsync(("Chat:ViewerBuffer", "1"));
        var reply = await node.SendAsync(Hello());
        var speech = await node.Model.NextCallAsync();
        await using var slow = node.Turns.WatchAsync(reply.ReplyId, 0, Token).GetAsyncEnumerator(Token);
        speech.Say("first ");
        Assert.True(await slow.MoveNextAsync());
        var seen = ((ReplyEvent.Delta)slow.Current).Text;
        for (var i = 0; i < 10; i++)
        {
            speech.Say($"{i} ");
            await node.SeenAsync(reply.ReplyId, "first " + string.Concat(Enumerable.Range(0, i + 1).Select(n => $"{n} ")));
        }
        speech.End();
        var (_, end, _) = await node.WatchAsync(reply.ReplyId);
        while (await slow.MoveNextAsync())
        {
            if (slow.Current is ReplyEvent.Delta delta) seen += delta.Text;
        }
        Assert.Equal(end.FinalText, seen);
    }

    [Fact]
    public async Task Nothing_is_shown_before_it_is_stored()
    {
        var node = await StartNodeAsync();
        var reply = await node.SendAsync(Hello());
        var speech = await node.Model.NextCallAsync();
        var reading = Task.Run(
            async () =>
            {
                await foreach (var news in node.Turns.WatchAsync(reply.ReplyId, 0, Token))
                {
                    if (news is not ReplyEvent.Delta delta) continue;
                    var stored = await node.Log.ReadEventsAsync(reply.ReplyId, delta.Seq - 1, Token);
                    Assert.Equal(delta.Text, stored!.Events[0].Text);
                }
            },
            Token);
        for (var i = 0; i < 20; i++)
        {
            speech.Say($"{i} ");
            await Task.Delay(7, Token);
        }
        speech.End();
        await reading.WaitAsync(Patience, Token);
    }

    [Fact]
    public async Task A_viewer_that_leaves_does_not_end_the_reply()
    {
        var node = await StartNodeAsync();
        var (reply, speech) = await SpeakingAsync(node, "Nobody ");
        speech.Say("looks.").End();
        Assert.Equal((ReplyOutcome.Completed, "Nobody looks."), await EndOfAsync(node, reply.ReplyId));
    }

    [Fact]
    public async Task A_viewer_of_nothing_is_told_nothing()
    {
        var node = await StartNodeAsync();
        await foreach (var news in node.Turns.WatchAsync(Guid.CreateVersion7(), 0, Token)) Assert.Fail($"{news}");
    }

    private static async Task<(ReplyOutcome Outcome, string Text)> EndOfAsync(Node node, Guid replyId)
    {
        var (_, end, _) = await node.WatchAsync(replyId);
        return (end.Outcome, end.FinalText);
    }

    /// <summary>Reads a few events, dawdles, goes away, comes back with the last number it has.</summary>
    private static async Task<(string Text, ReplyEvent.Ended End)> RestlessAsync(Node node, Guid replyId, Random random)
    {
        var (text, seq) = ("", 0L);
        while (true)
        {
            var stay = random.Next(1, 6);
            await foreach (var news in node.Turns.WatchAsync(replyId, seq, Token))
            {
                if (news is ReplyEvent.Ended end) return (text, end);
                if (news is not ReplyEvent.Delta delta) continue;
                Assert.Equal(seq + 1, delta.Seq);
                seq = delta.Seq;
                text += delta.Text;
                if (random.Next(4) == 0) await Task.Delay(random.Next(60), Token);
                if (--stay == 0) break;
            }
        }
    }
}

public sealed class SqliteWatchingTests(SqliteTestDatabase database) : WatchingTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresWatchingTests(PostgresTestDatabase database) : WatchingTests(database), IClassFixture<PostgresTestDatabase>;
