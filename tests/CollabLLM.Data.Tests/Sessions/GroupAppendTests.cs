using CollabLLM.Data.Sessions;
using CollabLLM.Testing.Databases;

namespace CollabLLM.Data.Tests.Sessions;

public abstract class GroupAppendTests(TestDatabase database) : DataTests(database)
{
    private const int Live = 200;
    private const int Ticks = 20;

    [Fact]
    public async Task A_tick_of_two_hundred_live_replies_is_one_commit()
    {
        var person = Guid.CreateVersion7();
        var replies = new List<Guid>();
        for (var i = 0; i < Live; i++) replies.Add((await AcceptAsync(Hello(person))).ReplyId);

        Database.Queries.Reset();
        for (var tick = 1; tick <= Ticks; tick++)
        {
            ReplyDelta[] batch = [.. replies.Select(r => new ReplyDelta(r, tick, $"some ten words of text in tick {tick} "))];
            Assert.Empty(await Log.AppendEventsAsync(batch, Token));
        }
        Assert.Equal(Ticks, Database.Queries.Commits);

        var replay = await Log.ReadEventsAsync(replies[^1], 0, Token);
        Assert.Equal(Enumerable.Range(1, Ticks).Select(t => (long)t), replay!.Events.Select(e => e.Seq));
    }
}

public sealed class SqliteGroupAppendTests(SqliteTestDatabase database) : GroupAppendTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresGroupAppendTests(PostgresTestDatabase database) : GroupAppendTests(database), IClassFixture<PostgresTestDatabase>;
