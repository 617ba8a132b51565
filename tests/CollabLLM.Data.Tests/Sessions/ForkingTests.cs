using CollabLLM.Core.Conversations;
using CollabLLM.Data.Documents;
using CollabLLM.Data.Sessions;
using CollabLLM.Testing.Databases;

namespace CollabLLM.Data.Tests.Sessions;

public abstract class ForkingTests(TestDatabase database) : DataTests(database)
{
    private readonly Guid _person = Guid.CreateVersion7();

    [Fact]
    public async Task A_fork_of_the_path_has_its_own_ids_and_the_same_words()
    {
        var first = await ChatAsync(_person, "One", "1");
        await AnswerAsync((await AcceptAsync(Hello(_person, first.SessionId, null, "Other"))).ReplyId, "o");
        var second = await AcceptAsync(Hello(_person, first.SessionId, first.ReplyId, "Two"));
        await AnswerAsync(second.ReplyId, "2");

        var fork = Guid.CreateVersion7();
        Assert.IsType<ChangeOutcome.Done>(await Log.ForkAsync(_person, first.SessionId, second.UserMessageId, ForkScope.PathOnly, fork, Token));
        Assert.IsType<ChangeOutcome.Done>(await Log.ForkAsync(_person, first.SessionId, second.UserMessageId, ForkScope.PathOnly, fork, Token));
        var view = await LoadAsync(fork, _person);
        Assert.Equal(["One", "1", "Two"], view.Path.Select(m => m.Text));
        Assert.Equal([1, 2, 3], view.Tree.Nodes.Select(n => n.Ordinal));
        Assert.Equal(ReplyOutcome.Completed, view.Path[1].Reply!.Outcome);
        Assert.Equal(first.SessionId, view.ForkedFromSessionId);
        var original = await LoadAsync(first.SessionId, _person);
        Assert.Empty(view.Tree.Nodes.Select(n => n.Id).Intersect(original.Tree.Nodes.Select(n => n.Id)));
    }

    [Fact]
    public async Task A_fork_of_the_whole_tree_shows_the_chosen_message_and_goes_on_from_there()
    {
        var first = await ChatAsync(_person, "One", "1");
        var other = await AcceptAsync(Hello(_person, first.SessionId, null, "Other"));
        await AnswerAsync(other.ReplyId, "o");
        var running = await AcceptAsync(Hello(_person, first.SessionId, other.ReplyId, "More"));

        var fork = Guid.CreateVersion7();
        await Log.ForkAsync(_person, first.SessionId, first.ReplyId, ForkScope.WholeTree, fork, Token);
        var view = await LoadAsync(fork, _person);
        Assert.Equal(["One", "1"], view.Path.Select(m => m.Text));
        Assert.Equal(5, view.Tree.Nodes.Count);
        Assert.Null(view.RunningReplyId);
        await AcceptAsync(Hello(_person, fork, view.Path[1].Id, "Next"));
        Assert.IsType<ChangeOutcome.Invalid>(
            await Log.ForkAsync(_person, first.SessionId, running.ReplyId, ForkScope.PathOnly, Guid.CreateVersion7(), Token));
    }

    [Fact]
    public async Task A_fork_takes_the_documents_of_its_replies_along()
    {
        var chat = await ChatAsync(_person);
        await SaveAsync(chat, "Toast", "v1", chat.ReplyId);
        var fork = Guid.CreateVersion7();
        await Log.ForkAsync(_person, chat.SessionId, chat.ReplyId, ForkScope.PathOnly, fork, Token);
        await SaveAsync(chat, "Toast", "v2", null);

        await using var db = Database.Open();
        var copied = Assert.Single(await db.DocumentVersionsAsync(fork, _person, Token));
        Assert.Equal(("Toast", 1, "v1"), (copied.Title, copied.Number, copied.Text));
        Assert.Equal((await LoadAsync(fork, _person)).Path[1].Id, copied.MessageId);
    }

    [Fact]
    public async Task Versions_count_up_and_restoring_adds_one()
    {
        var chat = await ChatAsync(_person);
        var first = await SaveAsync(chat, "Toast", "one", chat.ReplyId);
        await SaveAsync(chat, "Toast", "two", null);
        Assert.Equal(2, (await SaveAsync(chat, "Toast", "two", null)).Number);
        Assert.Equal(1, (await SaveAsync(chat, "Speech", "one", null)).Number);

        var restore = Request(chat, "Toast", "one", null) with { RestoredFromId = first.VersionId };
        Assert.Equal(3, Assert.IsType<DocumentOutcome.Saved>(await Log.SaveDocumentVersionAsync(restore, Token)).Number);
        Assert.Equal(3, Assert.IsType<DocumentOutcome.Saved>(await Log.SaveDocumentVersionAsync(restore, Token)).Number);
        Assert.IsType<DocumentOutcome.Invalid>(await Log.SaveDocumentVersionAsync(restore with { Text = "other" }, Token));
        Assert.IsType<DocumentOutcome.NotFound>(
            await Log.SaveDocumentVersionAsync(Request(chat, "Toast", "x", null) with { PersonId = Guid.CreateVersion7() }, Token));
        await using var db = Database.Open();
        Assert.Equal(
            [("Speech", 1, "one"), ("Toast", 1, "one"), ("Toast", 2, "two"), ("Toast", 3, "one")],
            (await db.DocumentVersionsAsync(chat.SessionId, _person, Token)).Select(v => (v.Title, v.Number, v.Text)));
    }

    [Fact]
    public async Task Sixteen_savers_at_once_leave_no_gap()
    {
        var chat = await ChatAsync(_person);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => SaveAsync(chat, "Toast", $"text {i}", null), Token)));
        await using var db = Database.Open();
        Assert.Equal(Enumerable.Range(1, 16), (await db.DocumentVersionsAsync(chat.SessionId, _person, Token)).Select(v => v.Number));
    }

    private async Task<DocumentOutcome.Saved> SaveAsync(StartedReply chat, string title, string text, Guid? message) =>
        Assert.IsType<DocumentOutcome.Saved>(await Log.SaveDocumentVersionAsync(Request(chat, title, text, message), Token));

    private DocumentVersionRequest Request(StartedReply chat, string title, string text, Guid? message) => new()
    {
        Id = Guid.CreateVersion7(),
        PersonId = _person,
        SessionId = chat.SessionId,
        Title = title,
        Text = text,
        Author = message is null ? DocumentAuthor.Person : DocumentAuthor.Model,
        MessageId = message,
    };
}

public sealed class SqliteForkingTests(SqliteTestDatabase database) : ForkingTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresForkingTests(PostgresTestDatabase database) : ForkingTests(database), IClassFixture<PostgresTestDatabase>;
