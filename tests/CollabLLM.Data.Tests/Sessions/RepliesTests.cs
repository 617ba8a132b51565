using CollabLLM.Core.Conversations;
using CollabLLM.Data.Sessions;
using CollabLLM.Testing.Databases;
using Microsoft.EntityFrameworkCore;

namespace CollabLLM.Data.Tests.Sessions;

public abstract class RepliesTests(TestDatabase database) : DataTests(database)
{
    private readonly Guid _person = Guid.CreateVersion7();

    [Fact]
    public async Task An_ended_reply_says_what_its_events_said_and_how_it_was_made()
    {
        var reply = await AcceptAsync(Hello(_person) with { Settings = new GenerationSettings { Temperature = 0.7, StopStrings = ["END"] } });
        await Log.AppendEventsAsync([new ReplyDelta(reply.ReplyId, 1, "One "), new ReplyDelta(reply.ReplyId, 2, "two")], Token);
        var ended = await Log.EndReplyAsync(
            new ReplyEnding(reply.ReplyId, ReplyOutcome.TimedOut)
            {
                Cause = "The model was silent for a minute.",
                Usage = new TokenUsage(11, 2, 7),
                Timings = new ReplyTimings(TimeSpan.FromMilliseconds(3), TimeSpan.FromMilliseconds(40), TimeSpan.FromSeconds(61)),
                Fingerprint = "abc",
                Seed = -5,
            },
            Token);

        Assert.Equal(new EndedReply(reply.ReplyId, true, ReplyOutcome.TimedOut, "One two", "The model was silent for a minute."), ended);
        var message = (await LoadAsync(reply.SessionId, _person)).Path[1];
        Assert.Equal("One two", message.Text);
        var made = message.Reply!;
        Assert.Equal(
            (ReplyOutcome.TimedOut, "abc", -5, 2, new TokenUsage(11, 2, 7)), (made.Outcome, made.Fingerprint, made.Seed, made.LastSeq, made.Usage));
        Assert.Equal(TimeSpan.FromMilliseconds(40), made.Timings.FirstToken);
        Assert.Equal((0.7, "END"), (made.Settings!.Temperature, made.Settings.StopStrings!.Single()));
        Assert.Equal(DateTimeKind.Utc, made.EndedAt!.Value.Kind);
    }

    [Fact]
    public async Task The_first_ending_wins()
    {
        var reply = await AcceptAsync(Hello(_person));
        await AnswerAsync(reply.ReplyId, "All of it");
        var late = await Log.EndReplyAsync(new ReplyEnding(reply.ReplyId, ReplyOutcome.Stopped) { SeenLength = 3 }, Token);
        Assert.Equal(new EndedReply(reply.ReplyId, false, ReplyOutcome.Completed, "All of it", null), late);
        Assert.Equal([new RefusedDelta(reply.ReplyId, DeltaRefusal.Ended)], await Log.AppendEventsAsync([new ReplyDelta(reply.ReplyId, 2, "!")], Token));
    }

    [Fact]
    public async Task Sixteen_endings_at_once_have_one_winner()
    {
        var reply = await AcceptAsync(Hello(_person));
        await Log.AppendEventsAsync([new ReplyDelta(reply.ReplyId, 1, "Text")], Token);
        var ended = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(
            () => Log.EndReplyAsync(new ReplyEnding(reply.ReplyId, (ReplyOutcome)(i % 5)), Token), Token)));
        Assert.Single(ended, e => e!.First);
        Assert.Single(ended.Select(e => e!.Outcome).Distinct());
    }

    [Theory]
    [InlineData(0, "", 0)]
    [InlineData(4, "One ", 1)]
    [InlineData(6, "One tw", 2)]
    [InlineData(9, "One two ", 2)]
    [InlineData(10, "One two 😀", 3)]
    [InlineData(99, "One two 😀!", 4)]
    public async Task Stop_keeps_what_was_seen_and_never_half_a_character(int seen, string kept, int events)
    {
        var reply = await AcceptAsync(Hello(_person));
        string[] pieces = ["One ", "two ", "😀", "!"];
        await Log.AppendEventsAsync([.. pieces.Select((p, i) => new ReplyDelta(reply.ReplyId, i + 1, p))], Token);
        var ended = await Log.EndReplyAsync(new ReplyEnding(reply.ReplyId, ReplyOutcome.Stopped) { SeenLength = seen }, Token);
        Assert.Equal(kept, ended!.Text);
        var replay = await Log.ReadEventsAsync(reply.ReplyId, 0, Token);
        Assert.Equal(kept, string.Concat(replay!.Events.Select(e => e.Text)));
        Assert.Equal(Enumerable.Range(1, events).Select(i => (long)i), replay.Events.Select(e => e.Seq));
    }

    [Fact]
    public async Task Stopping_a_continuation_at_once_keeps_what_it_started_from()
    {
        var first = await ChatAsync(_person, answer: "One two");
        var more = Assert.IsType<StartOutcome.Accepted>(await Log.StartReplyAsync(
            new StartReplyRequest
            {
                PersonId = _person,
                SessionId = first.SessionId,
                UserMessageId = first.UserMessageId,
                ReplyId = Guid.CreateVersion7(),
                ContinuesId = first.ReplyId,
                ModelName = "small",
                Producer = "tests",
            },
            Token)).Reply;
        await Log.AppendEventsAsync([new ReplyDelta(more.ReplyId, 2, " three")], Token);
        var ended = await Log.EndReplyAsync(new ReplyEnding(more.ReplyId, ReplyOutcome.Stopped) { SeenLength = 0 }, Token);
        Assert.Equal("One two", ended!.Text);
    }

    [Fact]
    public async Task A_batch_repeated_after_an_unclear_failure_is_stored_once()
    {
        var reply = await AcceptAsync(Hello(_person));
        ReplyDelta[] batch = [new(reply.ReplyId, 1, "a"), new(reply.ReplyId, 2, "b")];
        Assert.Empty(await Log.AppendEventsAsync(batch, Token));
        Assert.Empty(await Log.AppendEventsAsync([.. batch, new ReplyDelta(reply.ReplyId, 3, "c")], Token));
        Assert.Equal("abc", (await LoadAsync(reply.SessionId, _person)).Path[1].Text);
    }

    [Fact]
    public async Task A_gap_is_refused_and_the_other_replies_of_the_batch_are_stored()
    {
        var good = await AcceptAsync(Hello(_person));
        var gap = await AcceptAsync(Hello(_person));
        var unknown = Guid.CreateVersion7();
        var refused = await Log.AppendEventsAsync(
            [new ReplyDelta(gap.ReplyId, 2, "x"), new ReplyDelta(good.ReplyId, 1, "ok"), new ReplyDelta(unknown, 1, "y")], Token);
        Assert.Equal(
            [(gap.ReplyId, DeltaRefusal.Gap), (unknown, DeltaRefusal.Unknown)],
            refused.OrderBy(r => r.Reason).Reverse().Select(r => (r.ReplyId, r.Reason)));
        Assert.Equal("ok", (await LoadAsync(good.SessionId, _person)).Path[1].Text);
        Assert.Equal("", (await LoadAsync(gap.SessionId, _person)).Path[1].Text);
    }

    [Fact]
    public async Task A_viewer_gets_what_it_missed()
    {
        var reply = await AcceptAsync(Hello(_person));
        await Log.AppendEventsAsync([.. Enumerable.Range(1, 5).Select(i => new ReplyDelta(reply.ReplyId, i, $"{i}"))], Token);
        var replay = await Log.ReadEventsAsync(reply.ReplyId, 3, Token);
        Assert.Equal(["4", "5"], replay!.Events.Select(e => e.Text));
        Assert.Null(replay.Ending);
        await Log.EndReplyAsync(new ReplyEnding(reply.ReplyId, ReplyOutcome.Completed), Token);
        replay = await Log.ReadEventsAsync(reply.ReplyId, 5, Token);
        Assert.Empty(replay!.Events);
        Assert.Equal("12345", replay.Ending!.Text);
        Assert.Null(await Log.ReadEventsAsync(Guid.CreateVersion7(), 0, Token));
    }

    [Fact]
    public async Task A_reply_whose_producer_fell_silent_is_interrupted_with_its_text_kept()
    {
        var orphan = await AcceptAsync(Hello(_person));
        var alive = await AcceptAsync(Hello(_person));
        await Log.AppendEventsAsync([new ReplyDelta(orphan.ReplyId, 1, "Kept")], Token);
        Database.Time.Advance(TimeSpan.FromSeconds(40));
        Assert.Empty(await Log.HeartbeatAsync([alive.ReplyId], "tests", Token));
        Assert.Equal([orphan.ReplyId], await Log.HeartbeatAsync([orphan.ReplyId], "another process", Token));

        Assert.DoesNotContain(await Log.SweepAsync(TimeSpan.FromSeconds(30), [orphan.ReplyId], Token), e => e.ReplyId == orphan.ReplyId);
        var swept = await Log.SweepAsync(TimeSpan.FromSeconds(30), [], Token);
        Assert.Contains(swept, e => e.ReplyId == orphan.ReplyId && e.Outcome == ReplyOutcome.Interrupted && e.Text == "Kept");
        Assert.DoesNotContain(swept, e => e.ReplyId == alive.ReplyId);
        Assert.Equal([orphan.ReplyId], await Log.HeartbeatAsync([alive.ReplyId, orphan.ReplyId], "tests", Token));
        Assert.Empty(await Log.SweepAsync(TimeSpan.FromSeconds(30), [], Token));
        await Log.EndReplyAsync(new ReplyEnding(alive.ReplyId, ReplyOutcome.Completed), Token);
    }

    [Fact]
    public async Task Appending_and_ending_at_the_same_time_never_part_text_and_events()
    {
        for (var round = 0; round < 8; round++)
        {
            var reply = await AcceptAsync(Hello(_person));
            var appending = Task.Run(
                async () =>
                {
                    for (var seq = 1; seq <= 30; seq++)
                    {
                        if ((await Log.AppendEventsAsync([new ReplyDelta(reply.ReplyId, seq, $"{seq} ")], Token)).Count > 0) return;
                    }
                },
                Token);
            await Task.Delay(5, Token);
            var ended = await Log.EndReplyAsync(new ReplyEnding(reply.ReplyId, ReplyOutcome.Stopped), Token);
            await appending;
            var replay = await Log.ReadEventsAsync(reply.ReplyId, 0, Token);
            Assert.Equal(ended!.Text, string.Concat(replay!.Events.Select(e => e.Text)));
        }
    }

    [Fact]
    public async Task Two_running_replies_in_a_session_are_refused_by_the_database_itself()
    {
        var reply = await AcceptAsync(Hello(_person));
        await using var db = Database.Open();
        var message = new MessageRow
        {
            Id = Guid.CreateVersion7(),
            SessionId = reply.SessionId,
            ParentId = reply.UserMessageId,
            Ordinal = 3,
            Role = MessageRole.Assistant,
            Text = "",
        };
        db.Messages.Add(message);
        db.Replies.Add(new ReplyRow
        {
            Id = message.Id,
            SessionId = reply.SessionId,
            UserMessageId = reply.UserMessageId,
            ModelName = "m",
            Producer = "p",
        });
        await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(Token));
    }
}

public sealed class SqliteRepliesTests(SqliteTestDatabase database) : RepliesTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresRepliesTests(PostgresTestDatabase database) : RepliesTests(database), IClassFixture<PostgresTestDatabase>;
