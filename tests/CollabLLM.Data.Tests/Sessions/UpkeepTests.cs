using CollabLLM.Core.Conversations;
using CollabLLM.Data.Sessions;
using CollabLLM.Testing.Databases;
using Microsoft.EntityFrameworkCore;

namespace CollabLLM.Data.Tests.Sessions;

public abstract class UpkeepTests(TestDatabase database) : DataTests(database)
{
    private readonly Guid _person = Guid.CreateVersion7();

    [Fact]
    public async Task The_rail_shows_pinned_chats_first_and_then_the_newest()
    {
        var old = await ChatAsync(_person, "Old");
        Database.Time.Advance(TimeSpan.FromMinutes(1));
        await ChatAsync(_person, "Middle");
        Database.Time.Advance(TimeSpan.FromMinutes(1));
        await ChatAsync(_person, "New");
        await Log.PinAsync(_person, old.SessionId, true, Token);
        Assert.Equal(["Old", "New", "Middle"], (await ListAsync()).Select(s => s.Title));

        await using var db = Database.Open();
        var newest = (await ListAsync()).Single(s => s.Title == "New");
        Assert.Equal(["Middle"], (await db.ListAsync(_person, Token, before: newest.UpdatedAt)).Select(s => s.Title));
    }

    [Fact]
    public async Task A_reply_that_ended_unseen_is_marked_until_its_person_looks()
    {
        var chat = await AcceptAsync(Hello(_person));
        Assert.Equal((true, false), (await ListAsync()).Select(s => (s.Running, s.Unread)).Single());
        Database.Time.Advance(TimeSpan.FromSeconds(1));
        await AnswerAsync(chat.ReplyId, "Hi");
        Assert.Equal((false, true), (await ListAsync()).Select(s => (s.Running, s.Unread)).Single());
        await Log.MarkSeenAsync(_person, chat.SessionId, Token);
        Assert.False((await ListAsync()).Single().Unread);
    }

    [Fact]
    public async Task A_deleted_chat_is_gone_and_undo_brings_it_back()
    {
        var chat = await ChatAsync(_person);
        Assert.IsType<ChangeOutcome.Done>(await Log.DeleteAsync(_person, chat.SessionId, Token));
        Assert.IsType<ChangeOutcome.Done>(await Log.DeleteAsync(_person, chat.SessionId, Token));
        Assert.Empty(await ListAsync());
        Assert.IsType<StartOutcome.NotFound>(await Log.SendAsync(Hello(_person, chat.SessionId, chat.ReplyId), Token));

        Assert.IsType<ChangeOutcome.Done>(await Log.RestoreAsync(_person, chat.SessionId, Token));
        Assert.Equal(2, (await LoadAsync(chat.SessionId, _person)).Path.Count);
    }

    [Fact]
    public async Task A_purge_removes_what_was_deleted_or_temporary_for_long_and_nothing_that_is_being_written()
    {
        var kept = await ChatAsync(_person, "Kept");
        var deleted = await ChatAsync(_person, "Deleted");
        var temporary = await AcceptAsync(Hello(_person, text: "Temporary") with { Temporary = true });
        await AnswerAsync(temporary.ReplyId, "x");
        var running = await AcceptAsync(Hello(_person) with { Temporary = true });
        await Log.DeleteAsync(_person, deleted.SessionId, Token);
        await Log.GiveFeedbackAsync(
            new FeedbackRequest { PersonId = _person, SessionId = kept.SessionId, MessageId = kept.ReplyId, Rating = FeedbackRating.Good }, Token);

        await Log.PurgeAsync(TimeSpan.FromDays(1), TimeSpan.FromDays(1), Token);
        Assert.Equal(4, (await MineAsync()).Count);
        Database.Time.Advance(TimeSpan.FromDays(2));
        // A purge is for everybody: it also removes, and counts, what other tests of this class left in the database.
        await using var db = Database.Open();
        var before = await db.Sessions.CountAsync(Token);
        var removed = await Log.PurgeAsync(TimeSpan.FromDays(1), TimeSpan.FromDays(1), Token);
        Assert.Equal(before - await db.Sessions.CountAsync(Token), removed);
        Assert.Equal(new HashSet<Guid> { kept.SessionId, running.SessionId }, await MineAsync());
        Assert.False(await db.ReplyEvents.AnyAsync(e => e.ReplyId == deleted.ReplyId, Token));
        Assert.Null(await Log.EndReplyAsync(new ReplyEnding(deleted.ReplyId, ReplyOutcome.Failed), Token));
        await Log.EndReplyAsync(new ReplyEnding(running.ReplyId, ReplyOutcome.Completed), Token);
    }

    [Fact]
    public async Task A_temporary_chat_is_never_listed_and_never_found()
    {
        var chat = await AcceptAsync(Hello(_person, text: "Ephemeral words") with { Temporary = true });
        await AnswerAsync(chat.ReplyId, "Ephemeral answer");
        Assert.Empty(await ListAsync());
        await using var db = Database.Open();
        Assert.Empty(await db.SearchAsync(_person, "ephemeral", Token));
        Assert.True((await LoadAsync(chat.SessionId, _person)).Temporary);
    }

    [Fact]
    public async Task A_name_is_one_tidy_line()
    {
        var chat = await ChatAsync(_person);
        await Log.RenameAsync(_person, chat.SessionId, "  Toast \n for\0 \u0007Mia\uD83D  ", Token);
        Assert.Equal("Toast for\uFFFD Mia\uFFFD", (await LoadAsync(chat.SessionId, _person)).Title);
        Assert.IsType<ChangeOutcome.Invalid>(await Log.RenameAsync(_person, chat.SessionId, " \n", Token));
    }

    [Fact]
    public async Task A_long_first_message_gives_a_short_title_that_ends_at_a_word()
    {
        var chat = await ChatAsync(_person, string.Join(' ', Enumerable.Repeat("understanding", 20)));
        var title = (await LoadAsync(chat.SessionId, _person)).Title;
        Assert.Equal("understanding understanding understanding understanding understanding…", title);
    }

    [Fact]
    public async Task A_branch_is_shown_down_to_its_newest_leaf()
    {
        var first = await ChatAsync(_person, "One", "1");
        var second = await AcceptAsync(Hello(_person, first.SessionId, first.ReplyId, "Two"));
        await AnswerAsync(second.ReplyId, "2");
        var other = await AcceptAsync(Hello(_person, first.SessionId, null, "Other"));
        await AnswerAsync(other.ReplyId, "o");

        await Log.SelectPathAsync(_person, first.SessionId, first.UserMessageId, Token);
        Assert.Equal(["One", "1", "Two", "2"], (await LoadAsync(first.SessionId, _person)).Path.Select(m => m.Text));
        Assert.IsType<ChangeOutcome.NotFound>(await Log.SelectPathAsync(_person, first.SessionId, Guid.CreateVersion7(), Token));
    }

    [Fact]
    public async Task A_page_load_asks_the_database_few_times()
    {
        var chat = await ChatAsync(_person);
        await using var db = Database.Open();
        await db.ListAsync(_person, Token);
        Database.Queries.Reset();
        await db.ListAsync(_person, Token);
        await db.LoadAsync(chat.SessionId, _person, Token);
        await db.ConsentAsync(_person, chat.SessionId, Token);
        Assert.Equal(5, Database.Queries.Count);
    }

    private async Task<HashSet<Guid>> MineAsync()
    {
        await using var db = Database.Open();
        return await db.Sessions.Where(s => s.PersonId == _person).Select(s => s.Id).ToHashSetAsync(Token);
    }

    private async Task<IReadOnlyList<SessionListItem>> ListAsync()
    {
        await using var db = Database.Open();
        return await db.ListAsync(_person, Token);
    }
}

public sealed class SqliteUpkeepTests(SqliteTestDatabase database) : UpkeepTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresUpkeepTests(PostgresTestDatabase database) : UpkeepTests(database), IClassFixture<PostgresTestDatabase>;
