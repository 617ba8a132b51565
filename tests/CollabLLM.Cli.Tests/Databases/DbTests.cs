using System.Text.Json;
using CollabLLM.Cli.Tests.Running;
using CollabLLM.Testing;
using CollabLLM.Testing.Databases;

namespace CollabLLM.Cli.Tests.Databases;

public sealed class DbTests : IDisposable
{
    private readonly Collab _collab = new();

    public void Dispose() => _collab.Dispose();

    [Fact]
    public async Task A_SQLite_file_is_made_on_migrating_not_on_looking()
    {
        var before = Status((await _collab.RunAsync("db", "status", "--json")).AssertSucceeded());
        Assert.False(before.GetProperty("upToDate").GetBoolean());
        Assert.Equal("Sqlite", before.GetProperty("provider").GetString());
        var file = before.GetProperty("place").GetString()!;
        Assert.Equal(Path.Combine(_collab.Root, "data", "collab.db"), file);
        Assert.False(File.Exists(file));
        await MigrateAsync(before);
        Assert.True(File.Exists(file));
    }

    [Fact]
    public async Task A_PostgreSQL_database_is_made_and_migrated()
    {
        var name = $"collab_cli_{Guid.NewGuid():N}";
        PostgresServer server;
        try
        {
            server = await PostgresServer.GetAsync();
        }
        catch (PostgresMissingException e)
        {
            Requirement.SkipOrFail("postgres", e.Message);
            return;
        }
        _collab.Configure(new { Database = new { Provider = "Postgres", ConnectionString = server.ConnectionString(name) + ";Password=secret" } });
        try
        {
            var before = Status((await _collab.RunAsync("db", "status", "--json")).AssertSucceeded());
            Assert.EndsWith("/" + name, before.GetProperty("place").GetString(), StringComparison.Ordinal);
            Assert.DoesNotContain("secret", before.GetRawText(), StringComparison.Ordinal);
            await MigrateAsync(before);
        }
        finally
        {
            await server.DropAsync(name);
        }
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_a_sentence()
    {
        _collab.Configure(new { Database = new { Provider = "Postgres", ConnectionString = "Host=127.0.0.1;Port=9;Username=a;Database=b;Timeout=2", StartTimeout = "00:00:00.001" } });
        (await _collab.RunAsync("db", "status")).AssertFailed(ExitCodes.Unavailable, "Check Database:ConnectionString and that the server runs");
        (await _collab.RunAsync("db", "migrate")).AssertFailed(ExitCodes.Unavailable, "Database:ConnectionString");
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_a_sentence()
    {
        _collab.Folder("data");
        _collab.Write(Path.Combine("data", "collab.db"), new string('x', 5000));
        (await _collab.RunAsync("db", "status")).AssertFailed(ExitCodes.Unavailable, "cannot be read");
        (await _collab.RunAsync("db", "migrate")).AssertFailed(ExitCodes.Unavailable, "cannot be opened or migrated");
    }

    [Theory]
    [InlineData("Oracle", null, "Database:Provider")]
    [InlineData("Postgres", null, "Database:ConnectionString is missing")]
    [InlineData("Postgres", "nonsense", "Database:ConnectionString cannot be read")]
    public async Task Wrong_settings_are_named_by_their_key(string provider, string? connectionString, string words)
    {
        _collab.Configure(new { Database = new { Provider = provider, ConnectionString = connectionString } });
        (await _collab.RunAsync("db", "status")).AssertFailed(ExitCodes.Configuration, words);
        (await _collab.RunAsync("db", "migrate")).AssertFailed(ExitCodes.Configuration, words);
    }

    private async Task MigrateAsync(JsonElement before)
    {
        var migrated = Status((await _collab.RunAsync("db", "migrate", "--json")).AssertSucceeded());
        Assert.Equal(before.GetProperty("pending").GetRawText(), migrated.GetProperty("applied").GetRawText());
        var after = Status((await _collab.RunAsync("db", "status", "--json")).AssertSucceeded());
        Assert.True(after.GetProperty("upToDate").GetBoolean());
        Assert.Equal(before.GetProperty("pending").GetRawText(), after.GetProperty("applied").GetRawText());
        Assert.Contains("It was up to date.", (await _collab.RunAsync("db", "migrate")).AssertSucceeded().Error, StringComparison.Ordinal);
    }

    private static JsonElement Status(CollabResult result) => JsonDocument.Parse(result.Out).RootElement;
}
