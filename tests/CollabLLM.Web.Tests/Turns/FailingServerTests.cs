using CollabLLM.Core.Conversations;
using CollabLLM.Data.Sessions;
using CollabLLM.Testing.Databases;
using Microsoft.EntityFrameworkCore;

namespace CollabLLM.Web.Tests.Turns;

public abstract class FailingServerTests(TestDatabase database) : TurnTests(database)
{
    // A busy machine holds a process up for a second; the silence below is longer than what is called dead here.
    private static readonly (string, string)[] Quick =
        [("Chat:HeartbeatInterval", "00:00:00.1"), ("Chat:StaleAfter", "00:00:03"), ("Chat:SweepInterval", "00:00:00.1")];

    [Fact]
    public async Task A_reply_whose_server_died_is_interrupted_by_another_with_its_text_kept()
    {
        var dead = await StartNodeAsync(("Chat:HeartbeatInterval", "00:01:00"), ("Chat:StaleAfter", "00:02:00"));
        var (reply, speech) = await SpeakingAsync(dead, "Last words");
        var alive = await StartNodeAsync(Quick);
        var (text, end, _) = await alive.WatchAsync(reply.ReplyId);
        Assert.Equal((ReplyOutcome.Interrupted, "Last words", "Last words", true), (end.Outcome, end.FinalText, text, end.CanContinue));
        Assert.NotNull(end.Cause);
        await AssertStoredAsync(alive, reply, end);

        // The one that was taken for dead learns it with its next word, and does not write over the ending.
        speech.Say(" from the grave");
        await UntilAsync(() => speech.Token.IsCancellationRequested);
        Assert.Equal("Last words", (await dead.WatchAsync(reply.ReplyId)).End.FinalText);
        await AssertStoredAsync(dead, reply, end);
    }

    [Fact]
    public async Task A_long_silence_of_the_model_is_not_taken_for_a_dead_server()
    {
        var node = await StartNodeAsync(Quick);
        var (reply, speech) = await SpeakingAsync(node, "Thinking");
        await Task.Delay(TimeSpan.FromSeconds(4), Token);
        speech.Say(" done").End();
        Assert.Equal((ReplyOutcome.Completed, "Thinking done"), await EndOfAsync(node, reply.ReplyId));
    }

    [Fact]
    public async Task A_process_that_was_held_up_does_not_take_its_own_replies_for_dead()
    {
        var node = await StartNodeAsync(("Chat:HeartbeatInterval", "00:01:00"), ("Chat:StaleAfter", "00:02:00"), ("Chat:SweepInterval", "00:00:00.05"));
        var (reply, speech) = await SpeakingAsync(node, "Held");
        // As after the sleep of a laptop: the last heartbeat is an hour old, and the sweep comes before the next.
        await using (var db = Database.Open())
        {
            await db.Replies.Where(r => r.Id == reply.ReplyId)
                .ExecuteUpdateAsync(s => s.SetProperty(r => r.HeartbeatAt, DateTime.UtcNow.AddHours(-1)), Token);
        }
        await UntilAsync(() =>
        {
            using var db = Database.Open();
            var row = db.Replies.Single(r => r.Id == reply.ReplyId);
            return row.Outcome is not null || row.HeartbeatAt > DateTime.UtcNow.AddMinutes(-30);
        });
        speech.Say(" up").End();
        Assert.Equal((ReplyOutcome.Completed, "Held up"), await EndOfAsync(node, reply.ReplyId));
    }

    [Fact]
    public async Task A_database_that_fails_for_good_ends_the_reply_without_showing_a_word_that_is_not_stored()
    {
        var node = await StartNodeAsync(("Chat:WritePatience", "00:00:00.3"));
        var (reply, speech) = await SpeakingAsync(node, "Stored.");
        var watching = node.WatchAsync(reply.ReplyId);
        node.Disk.Broken = true;
        speech.Say(" Not stored.");
        var (text, end, _) = await watching.WaitAsync(Patience, Token);
        Assert.Equal((ReplyOutcome.Failed, "Stored.", "Stored."), (end.Outcome, end.FinalText, text));
        Assert.NotNull(end.Cause);
        Assert.True(speech.Token.IsCancellationRequested);

        // The ending could not be stored either: the sweep finds the reply when the database is back.
        node.Disk.Broken = false;
        var swept = await (await StartNodeAsync(Quick)).WatchAsync(reply.ReplyId);
        Assert.Equal((ReplyOutcome.Interrupted, "Stored."), (swept.End.Outcome, swept.End.FinalText));
    }

    [Fact]
    public async Task A_database_that_fails_for_a_moment_costs_nothing()
    {
        var node = await StartNodeAsync();
        var (reply, speech) = await SpeakingAsync(node, "One ");
        node.Disk.Broken = true;
        var before = node.Disk.Commits;
        speech.Say("two ");
        await UntilAsync(() => node.Disk.Commits > before + 1);
        node.Disk.Broken = false;
        speech.Say("three").End();
        var (text, end, _) = await node.WatchAsync(reply.ReplyId);
        Assert.Equal((ReplyOutcome.Completed, "One two three", "One two three"), (end.Outcome, end.FinalText, text));
        await AssertStoredAsync(node, reply, end);
    }

    [Fact]
    public async Task A_commit_that_nobody_knows_the_fate_of_stores_nothing_twice()
    {
        var node = await StartNodeAsync();
        var (reply, speech) = await SpeakingAsync(node, "One ");
        node.Disk.Unclear(2);
        speech.Say("two");
        await node.SeenAsync(reply.ReplyId, "One two");
        node.Disk.Unclear(1);
        speech.End();
        var (text, end, numbers) = await node.WatchAsync(reply.ReplyId);
        Assert.Equal((ReplyOutcome.Completed, "One two", "One two"), (end.Outcome, end.FinalText, text));
        Assert.Equal(Enumerable.Range(1, numbers.Count).Select(n => (long)n), numbers);
        await AssertStoredAsync(node, reply, end);
    }

    [Fact]
    public async Task A_removed_chat_ends_its_reply()
    {
        var node = await StartNodeAsync(("Chat:HeartbeatInterval", "00:00:00.05"));
        var (reply, speech) = await SpeakingAsync(node);
        await using (var db = Database.Open())
        {
            db.Remove(db.Sessions.Single(s => s.Id == reply.SessionId));
            await db.SaveChangesAsync(Token);
        }
        await UntilAsync(() => speech.Token.IsCancellationRequested && node.Live.All.Count == 0);
    }

    [Fact]
    public async Task Words_of_many_replies_share_a_commit()
    {
        var node = await StartNodeAsync(("Chat:Tick", "00:00:00.2"));
        var speeches = new List<Speech>();
        var replies = new List<StartedReply>();
        for (var i = 0; i < 20; i++)
        {
            var (reply, speech) = await SpeakingAsync(node, "Go. ");
            replies.Add(reply);
            speeches.Add(speech);
        }
        var before = node.Disk.Commits;
        for (var i = 0; i < 5; i++)
        {
            foreach (var speech in speeches) speech.Say("word ");
        }
        foreach (var reply in replies) await node.SeenAsync(reply.ReplyId, "Go. word word word word word ");
        // 100 pieces at once; one commit for each piece or each reply would be 20 and more.
        Assert.InRange(node.Disk.Commits - before, 1, 10);
        foreach (var speech in speeches) speech.End();
    }

    private static async Task<(ReplyOutcome Outcome, string Text)> EndOfAsync(Node node, Guid replyId)
    {
        var (_, end, _) = await node.WatchAsync(replyId);
        return (end.Outcome, end.FinalText);
    }
}

public sealed class SqliteFailingServerTests(SqliteTestDatabase database) : FailingServerTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresFailingServerTests(PostgresTestDatabase database) : FailingServerTests(database), IClassFixture<PostgresTestDatabase>;
