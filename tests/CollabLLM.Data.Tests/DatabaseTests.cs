using CollabLLM.Core.Conversations;
using CollabLLM.Data.People;
using CollabLLM.Data.Sessions;
using CollabLLM.Testing.Databases;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CollabLLM.Data.Tests;

public abstract class DatabaseTests(TestDatabase database) : DataTests(database)
{
    private readonly Guid _person = Guid.CreateVersion7();

    [Fact]
    public async Task The_model_and_the_migrations_agree()
    {
        await using var db = Database.Open();
        Assert.False(db.Database.HasPendingModelChanges());
        var status = await Database.Services.GetRequiredService<DatabaseMigrator>().StatusAsync(Token);
        Assert.NotEmpty(status.Applied);
        Assert.Empty(status.Pending);
    }

    [Fact]
    public async Task Nodes_that_start_together_migrate_a_missing_database_together()
    {
        var configuration = new Dictionary<string, string?>(Database.Configuration);
        if (configuration.TryGetValue("Database:ConnectionString", out var connection))
        {
            configuration["Database:ConnectionString"] = new Npgsql.NpgsqlConnectionStringBuilder(connection) { Database = $"collab_race_{Guid.NewGuid():N}" }.ToString();
        }
        else
        {
            configuration["Data:Folder"] = Path.Combine(configuration["Data:Folder"]!, "race");
        }
        var nodes = Enumerable.Range(0, 3).Select(_ => Node(configuration)).ToList();
        await Task.WhenAll(nodes.Select(n => Task.Run(() => n.GetRequiredService<DatabaseMigrator>().MigrateAsync(Token), Token)));
        await using (var db = await nodes[0].GetRequiredService<IDbContextFactory<AppDb>>().CreateDbContextAsync(Token))
        {
            Assert.Empty(await db.Database.GetPendingMigrationsAsync(Token));
            await db.Database.EnsureDeletedAsync(Token);
        }
        foreach (var node in nodes) await node.DisposeAsync();
    }

    [Fact]
    public async Task Two_processes_on_one_database_keep_the_order_of_a_session()
    {
        await using var other = Node(new Dictionary<string, string?>(Database.Configuration));
        SessionLog[] logs = [Log, other.GetRequiredService<SessionLog>()];
        var first = await ChatAsync(_person);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(
            () => logs[i % 2].SendAsync(Hello(_person, first.SessionId, first.ReplyId, $"{i}"), Token), Token)));
        Assert.Single(outcomes.OfType<StartOutcome.Accepted>());
        Assert.Equal(15, outcomes.OfType<StartOutcome.Busy>().Count());

        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => logs[i % 2].SendAsync(Hello(_person), Token), Token)));
        await using var db = Database.Open();
        Assert.Equal(17, await db.Sessions.CountAsync(s => s.PersonId == _person, Token));
    }

    [Fact]
    public async Task Times_come_back_as_utc_and_as_they_were_stored()
    {
        Database.Time.Advance(TimeSpan.FromTicks(1234567));
        var chat = await ChatAsync(_person);
        var view = await LoadAsync(chat.SessionId, _person);
        var now = Database.Time.GetUtcNow().UtcDateTime;
        Assert.Equal(new DateTime(now.Ticks / 10 * 10, DateTimeKind.Utc), view.Path[0].CreatedAt);
        Assert.Equal(DateTimeKind.Utc, view.CreatedAt.Kind);
    }

    [Fact]
    public async Task A_guest_becomes_a_person_with_a_passkey_in_the_same_tables()
    {
        await ChatAsync(_person);
        await using var db = Database.Open();
        using var store = new UserStore<Person, IdentityRole<Guid>, AppDb, Guid>(db);
        var person = await store.FindByIdAsync(_person.ToString(), Token);
        Assert.True(person!.IsGuest);
        (person.IsGuest, person.UserName, person.NormalizedUserName) = (false, "Zoë", "ZOË");
        Assert.True((await store.UpdateAsync(person, Token)).Succeeded);
        var passkey = new UserPasskeyInfo([1, 2, 3], [4], DateTimeOffset.UnixEpoch, 7, ["usb"], true, true, false, [5], [6]) { Name = "key" };
        await store.AddOrUpdatePasskeyAsync(person, passkey, Token);
        Assert.Equal("key", (await store.GetPasskeysAsync(person, Token)).Single().Name);
        Assert.Single(await db.ListAsync(_person, Token));
    }

    [Fact]
    public async Task A_text_column_takes_no_nul_and_no_half_character_whoever_writes()
    {
        await using var db = Database.Open();
        using var store = new UserStore<Person, IdentityRole<Guid>, AppDb, Guid>(db);
        var person = new Person { Id = _person, UserName = "Zo\0ë \uD83D", NormalizedUserName = "ZO\0Ë \uD83D", Email = "\uDE00@example.org" };
        Assert.True((await store.CreateAsync(person, Token)).Succeeded);
        await using var other = Database.Open();
        var stored = await other.Users.SingleAsync(p => p.NormalizedUserName == "ZO\0Ë \uD83D", Token);
        Assert.Equal(("Zo\uFFFDë \uFFFD", "\uFFFD@example.org"), (stored.UserName, stored.Email));
    }

    [Fact]
    public async Task A_deleted_person_takes_everything_along()
    {
        var chat = await ChatAsync(_person);
        await Log.SetConsentAsync(_person, null, true, "1", Token);
        await using var db = Database.Open();
        await db.Users.Where(p => p.Id == _person).ExecuteDeleteAsync(Token);
        Assert.False(await db.Sessions.AnyAsync(s => s.Id == chat.SessionId, Token));
        Assert.False(await db.Messages.AnyAsync(m => m.SessionId == chat.SessionId, Token));
        Assert.False(await db.ReplyEvents.AnyAsync(e => e.ReplyId == chat.ReplyId, Token));
        Assert.False(await db.Consents.AnyAsync(c => c.PersonId == _person, Token));
    }

    [Fact]
    public async Task A_cancelled_call_leaves_nothing_and_does_not_block_the_next()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var request = Hello(_person);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Log.SendAsync(request, cancelled.Token));
        await AcceptAsync(request);
        await Log.EndReplyAsync(new ReplyEnding(request.ReplyId, ReplyOutcome.Failed) { Cause = "No answer.\0" }, Token);
        var view = await LoadAsync(request.SessionId, _person);
        Assert.Equal(("", "No answer.\uFFFD"), (view.Path[1].Text, view.Path[1].Reply!.Cause));
    }

    private static ServiceProvider Node(Dictionary<string, string?> configuration) =>
        new ServiceCollection().AddLogging()
            .AddCollabData(new ConfigurationBuilder().AddInMemoryCollection(configuration).Build(), Path.GetTempPath())
            .BuildServiceProvider();
}

public sealed class SqliteDatabaseTests(SqliteTestDatabase database) : DatabaseTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresDatabaseTests(PostgresTestDatabase database) : DatabaseTests(database), IClassFixture<PostgresTestDatabase>;
