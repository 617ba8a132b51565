using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CollabLLM.Data.Tests;

public sealed class ConfigurationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("collab-data-").FullName;

    [Theory]
    [InlineData("Database:ConnectionString is missing", "Database:Provider", "Postgres")]
    [InlineData("Database:ConnectionString", "Database:Provider", "Postgres", "Database:ConnectionString", "Hosst=secret-host")]
    [InlineData("Database:ConnectionString", "Database:Provider", "Postgres", "Database:ConnectionString", "Database=only")]
    [InlineData("Database:ConnectionString", "Database:ConnectionString", "no form at all")]
    [InlineData("Database:ConnectionString", "Database:ConnectionString", "Data Source=:memory:")]
    [InlineData("Database:Provider", "Database:Provider", "7")]
    [InlineData("Database:StartTimeout", "Database:StartTimeout", "00:00:00")]
    [InlineData("Data:Folder", "Data:Folder", " ")]
    public async Task A_bad_setting_stops_the_start_and_its_key_is_named(string named, params string[] settings)
    {
        using var host = Host(settings);
        var problem = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));
        Assert.Contains(named, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_provider_stops_the_start_and_its_key_is_named()
    {
        using var host = Host("Database:Provider", "Oracle");
        var problem = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync(TestContext.Current.CancellationToken));
        Assert.Contains("Database:Provider", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_lies_in_the_data_folder_under_the_content_root_and_writes_ahead()
    {
        using var host = Host("Data:Folder", "inner/data");
        await host.StartAsync(TestContext.Current.CancellationToken);
        Assert.True(File.Exists(Path.Combine(_folder, "inner", "data", "collab.db")));
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<AppDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        Assert.Equal("wal", await db.Database.SqlQuery<string>($"SELECT journal_mode AS \"Value\" FROM pragma_journal_mode").SingleAsync(TestContext.Current.CancellationToken));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_migration_that_was_killed_does_not_keep_the_next_start_waiting()
    {
        using (var first = Host("Data:Folder", "data")) await first.StartAsync(TestContext.Current.CancellationToken);
        await using (var killed = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(_folder, "data", "collab.db")}"))
        {
            await killed.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = killed.CreateCommand();
            // What EF writes before it migrates and removes after.
            command.CommandText = """
                CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01 00:00:00');
                """;
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        using var second = Host("Data:Folder", "data");
        await second.StartAsync(patience.Token);
        await second.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named_by_its_key()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "file"), "", TestContext.Current.CancellationToken);
        using var host = Host("Data:Folder", "file/data");
        var problem = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(TestContext.Current.CancellationToken));
        Assert.Contains("Data:Folder", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_waited_for_and_then_named_by_its_key()
    {
        using var host = Host(
            "Database:Provider", "Postgres", "Database:ConnectionString", "Host=127.0.0.1;Port=1;Username=x;Password=secret;Timeout=2", "Database:StartTimeout", "00:00:01");
        var problem = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(TestContext.Current.CancellationToken));
        Assert.Contains("Database:ConnectionString", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem.ToString(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private IHost Host(params string[] settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(settings.Chunk(2).Select(s => KeyValuePair.Create<string, string?>(s[0], s[1])));
        builder.Services.AddCollabData(builder.Configuration, _folder);
        return builder.Build();
    }
}
