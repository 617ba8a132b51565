using CollabLLM.Core.Conversations;
using CollabLLM.Data.Documents;
using CollabLLM.Data.Sessions;
using CollabLLM.Testing.Databases;

namespace CollabLLM.Data.Tests.Sessions;

/// <summary>Documents in replies become versions when the reply ends.</summary>
public abstract class WrittenDocumentTests(TestDatabase database) : DataTests(database)
{
    private readonly Guid _person = Guid.CreateVersion7();

    [Fact]
    public async Task Documents_of_a_reply_are_versions_once_it_has_ended()
    {
        var chat = await ChatAsync(_person, answer: "Here it is.\n\n<document title=\"Toast\">\nFriends,\n\nthank you.\n</document>\n");
        var second = await AcceptAsync(Hello(_person, chat.SessionId, chat.ReplyId, "Shorter"));
        await AnswerAsync(second.ReplyId, "<document title=\"Toast\">\nFriends!\n</document>\nAnd a card.\n<document title=\"Card\">\nTo both\n</docu", "ment>\n<document title=\"Toast\">\nAgain\n</document>");
        var third = await AcceptAsync(Hello(_person, chat.SessionId, second.ReplyId, "Once more"));
        await AnswerAsync(third.ReplyId, "The same.\n<document title=\"Toast\">\nAgain\n</document>");

        await using var db = Database.Open();
        Assert.Equal(
            [("Card", 1, "To both", second.ReplyId), ("Toast", 1, "Friends,\n\nthank you.", chat.ReplyId), ("Toast", 2, "Friends!", second.ReplyId), ("Toast", 3, "Again", second.ReplyId)],
            (await db.DocumentVersionsAsync(chat.SessionId, _person, Token)).Select(v => (v.Title, v.Number, v.Text, v.MessageId!.Value)));
    }

    [Fact]
    public async Task A_document_that_was_cut_off_is_no_version()
    {
        var chat = await AcceptAsync(Hello(_person));
        Assert.Empty(await Log.AppendEventsAsync([new ReplyDelta(chat.ReplyId, 1, "<document title=\"Toast\">\nFriends\n</document>\n")], Token));
        await Log.EndReplyAsync(new ReplyEnding(chat.ReplyId, ReplyOutcome.Stopped) { SeenLength = 32 }, Token);
        await using var db = Database.Open();
        Assert.Empty(await db.DocumentVersionsAsync(chat.SessionId, _person, Token));
    }
}

public sealed class SqliteWrittenDocumentTests(SqliteTestDatabase database) : WrittenDocumentTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresWrittenDocumentTests(PostgresTestDatabase database) : WrittenDocumentTests(database), IClassFixture<PostgresTestDatabase>;
