using CollabLLM.Data.Sessions;
using CollabLLM.Testing.Databases;
using Microsoft.EntityFrameworkCore;

namespace CollabLLM.Data.Tests.Sessions;

public abstract class SearchTests(TestDatabase database) : DataTests(database)
{
    private readonly Guid _person = Guid.CreateVersion7();

    public static TheoryData<string, string> Found => new()
    {
        { "The quick brown fox", "quick fox" },
        { "The quick brown fox", "FOX quick" },
        { "The quick brown fox", "qui" },
        { "Send an e-mail to x@example.org now", "e-mail" },
        { "Send an e-mail to x@example.org now", "example" },
        { "See https://host.example/path/file.txt", "path" },
        { "snake_case and CamelCase", "case" },
        { "Das Straßenfest in Köln", "köln" },
        { "ÜBERMORGEN", "übermorgen" },
        { "日本語 テキスト", "テキスト" },
        { "It's 3.14 or 42", "42" },
        { "a OR b NOT c", "or NOT" },
        { "say \"hello\" there", "\"hello" },
        { "100% sure", "100%" },
    };

    public static TheoryData<string, string> NotFound => new()
    {
        { "The quick brown fox", "quick dog" },
        { "The quick brown fox", "uick" },
        { "The quick brown fox", "quick* OR dog" },
        { "The quick brown fox", "text:quick" },
        { "The quick brown fox", "fox NOT quick" },
        { "The quick brown fox", "quic fox" },
        { "The quick brown fox", "'\"*()!&|:-" },
        { "The quick brown fox", "" },
        { "The quick brown fox", "%" },
        { "mail, e", "e-mail" },
        { "The quick brown fox", "\0" },
        { "The quick brown fox", "\uD83D" },
    };

    [Theory]
    [MemberData(nameof(Found))]
    public async Task Words_are_found(string text, string query)
    {
        var chat = await ChatAsync(_person, $"Subject\n{text}", "nothing");
        var hit = Assert.Single(await SearchAsync(query));
        Assert.Equal((chat.SessionId, chat.UserMessageId), (hit.SessionId, hit.MessageId));
        Assert.NotEmpty(hit.Highlights);
        Assert.All(hit.Highlights, r => Assert.InRange(r.Start + r.Length, 1, hit.Snippet.Length));
    }

    [Theory]
    [MemberData(nameof(NotFound))]
    public async Task What_is_not_there_is_not_found_and_nothing_is_syntax(string text, string query)
    {
        await ChatAsync(_person, $"Subject\n{text}", "nothing");
        Assert.Empty(await SearchAsync(query));
    }

    [Fact]
    public async Task A_reply_is_found_once_it_has_ended_and_no_more_when_its_chat_is_deleted()
    {
        var chat = await AcceptAsync(Hello(_person));
        await Log.AppendEventsAsync([new ReplyDelta(chat.ReplyId, 1, "Xylophone music")], Token);
        Assert.Empty(await SearchAsync("xylophone"));
        await Log.EndReplyAsync(new ReplyEnding(chat.ReplyId, Core.Conversations.ReplyOutcome.Completed), Token);
        var hit = Assert.Single(await SearchAsync("xylo"));
        Assert.Equal(("Xylophone music", new TextRange(0, 9)), (hit.Snippet, hit.Highlights.Single()));
        await Log.DeleteAsync(_person, chat.SessionId, Token);
        Assert.Empty(await SearchAsync("xylophone"));
        await Log.RestoreAsync(_person, chat.SessionId, Token);
        Assert.Single(await SearchAsync("xylophone"));
        await Log.DeleteAsync(_person, chat.SessionId, Token);
        Database.Time.Advance(TimeSpan.FromDays(1));
        await Log.PurgeAsync(TimeSpan.FromHours(1), TimeSpan.FromDays(999), Token);
        await Log.RestoreAsync(_person, chat.SessionId, Token);
        Assert.Empty(await SearchAsync("xylophone"));
    }

    [Fact]
    public async Task Another_persons_words_are_not_found()
    {
        await ChatAsync(Guid.CreateVersion7(), "Secret zebra");
        Assert.Empty(await SearchAsync("zebra"));
    }

    [Fact]
    public async Task A_title_is_found_in_any_case_and_signs_in_it_are_only_signs()
    {
        var chat = await ChatAsync(_person);
        await Log.RenameAsync(_person, chat.SessionId, "Ärger 50% _x\\y", Token);
        foreach (var query in (string[])["ÄRGER", "50%", "_x", "x\\y"])
        {
            var hit = Assert.Single(await SearchAsync(query));
            Assert.Null(hit.MessageId);
            Assert.Equal("Ärger 50% _x\\y", hit.Snippet);
        }
        Assert.Empty(await SearchAsync("5_%"));
    }

    [Fact]
    public async Task A_snippet_is_cut_around_the_word_and_the_ranges_fit_it()
    {
        var text = $"{string.Join(' ', Enumerable.Repeat("padding 😀", 400))}\nthe needle is here\n{string.Join(' ', Enumerable.Repeat("more", 400))}";
        await ChatAsync(_person, $"Subject\n{text}");
        var hit = Assert.Single(await SearchAsync("here need"));
        Assert.InRange(hit.Snippet.Length, 20, 200);
        Assert.StartsWith("…", hit.Snippet, StringComparison.Ordinal);
        Assert.Equal(["needle", "here"], hit.Highlights.Select(r => hit.Snippet.Substring(r.Start, r.Length)));
        Assert.DoesNotContain('\n', hit.Snippet);
    }

    [Fact]
    public async Task A_message_beyond_what_is_indexed_is_stored_and_found_by_its_beginning()
    {
        var text = "Beginning " + string.Concat(Enumerable.Range(0, 60_000).Select(i => $"w{i:x} 𝒳 "));
        await ChatAsync(_person, text);
        Assert.Contains(await SearchAsync("w1f"), h => h.MessageId is not null);
    }

    private async Task<IReadOnlyList<SearchHit>> SearchAsync(string text)
    {
        await using var db = Database.Open();
        return await db.SearchAsync(_person, text, Token);
    }
}

public sealed class SqliteSearchTests(SqliteTestDatabase database) : SearchTests(database), IClassFixture<SqliteTestDatabase>;

/// <summary>FTS5 checks itself against the table: what triggers forgot would show.</summary>
public sealed class SqliteSearchIndexTests(SqliteTestDatabase database) : DataTests(database), IClassFixture<SqliteTestDatabase>
{
    [Fact]
    public async Task The_index_follows_messages_that_come_grow_and_go()
    {
        var person = Guid.CreateVersion7();
        var gone = await ChatAsync(person, "Going away", "Soon purged");
        await ChatAsync(person, "Staying", "Here to stay");
        await Log.DeleteAsync(person, gone.SessionId, Token);
        Database.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await Log.PurgeAsync(TimeSpan.Zero, TimeSpan.FromDays(9), Token));

        await using var db = Database.Open();
        await db.Database.ExecuteSqlRawAsync("INSERT INTO message_search (message_search, rank) VALUES ('integrity-check', 1)", Token);
        Assert.Equal(0, await CountAsync(db, "purged"));
        Assert.Equal(1, await CountAsync(db, "stay"));
        await db.Database.ExecuteSqlRawAsync("VACUUM", Token);
        Assert.Single(await db.SearchAsync(person, "here to", Token));
    }

    private static Task<int> CountAsync(AppDb db, string word) =>
        db.Database.SqlQuery<int>($"SELECT count(*) AS \"Value\" FROM message_search WHERE message_search MATCH {word}").SingleAsync(Token);
}

public sealed class PostgresSearchTests(PostgresTestDatabase database) : SearchTests(database), IClassFixture<PostgresTestDatabase>;
