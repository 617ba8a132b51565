using System.Data.Common;
using CollabLLM.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CollabLLM.Cli.Databases;

/// <summary>The database that the configuration names, as the server would open it.</summary>
internal sealed class ConfiguredDatabase : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly DatabaseMigrator _migrator;
    private readonly IDbContextFactory<AppDb> _databases;

    private ConfiguredDatabase(ServiceProvider services)
    {
        _services = services;
        Provider = services.GetRequiredService<IOptions<DatabaseOptions>>().Value.Provider.ToString();
        _migrator = services.GetRequiredService<DatabaseMigrator>();
        _databases = services.GetRequiredService<IDbContextFactory<AppDb>>();
        using var db = _databases.CreateDbContext();
        var connection = db.Database.GetDbConnection();
        Place = db is SqliteDb ? connection.DataSource : $"{connection.DataSource}/{connection.Database}";
    }

    /// <summary>Sqlite or Postgres.</summary>
    public string Provider { get; }

    /// <summary>The file, or server and database. Never a password.</summary>
    public string Place { get; }

    public static ConfiguredDatabase Open(Settings settings, CommandContext context)
    {
        var services = new ServiceCollection()
            .AddSingleton(context.Time)
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft", LogLevel.None).AddProvider(new SentenceLog(context.Output)))
            .AddCollabData(settings.Values, settings.Root)
            .BuildServiceProvider();
        try
        {
            return new(services);
        }
        catch (InvalidOperationException e)
        {
            services.Dispose();
            throw new CommandException(ExitCodes.Configuration, e.Message, e);
        }
        catch (OptionsValidationException)
        {
            services.Dispose();
            throw;
        }
    }

    public async Task<MigrationStatus> StatusAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await _databases.CreateDbContextAsync(cancellationToken);
            // SQLite makes the file on opening, which a look at the status must not do.
            if (db is PostgresDb) await ReachAsync(db, cancellationToken);
            return await _migrator.StatusAsync(cancellationToken);
        }
        catch (Exception e) when (Cause(e) is { } cause)
        {
            throw new CommandException(
                ExitCodes.Unavailable, $"The {Provider} database ({Place}) cannot be read. Check Database:ConnectionString and that the server runs: {cause.Message}", e);
        }
    }

    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _migrator.MigrateAsync(cancellationToken);
        }
        catch (InvalidOperationException e)
        {
            throw new CommandException(ExitCodes.Unavailable, e.Message, e);
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    /// <summary>What the database said; the execution strategy wraps what it takes for passing.</summary>
    private static DbException? Cause(Exception exception) => exception as DbException ?? exception.InnerException as DbException;

    private static async Task ReachAsync(AppDb db, CancellationToken cancellationToken)
    {
        try
        {
            await db.Database.OpenConnectionAsync(cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            // The server is there; migrating makes the database.
        }
    }
}
