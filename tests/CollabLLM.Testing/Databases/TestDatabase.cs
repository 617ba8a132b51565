using CollabLLM.Data;
using CollabLLM.Data.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CollabLLM.Testing.Databases;

/// <summary>
/// A migrated database of its own, for one test class: a class fixture that opens at the first <see cref="StartAsync"/>. Tests of one
/// class share it and therefore use people and sessions of their own.
/// </summary>
public abstract class TestDatabase : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1, 1);
    private ServiceProvider? _services;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));

    public QueryCounter Queries { get; } = new();

    public IDbContextFactory<AppDb> Databases => Services.GetRequiredService<IDbContextFactory<AppDb>>();

    public SessionLog Log => Services.GetRequiredService<SessionLog>();

    public IServiceProvider Services => _services ?? throw new InvalidOperationException("StartAsync comes first.");

    /// <summary>What a host needs in its configuration to use this database.</summary>
    public IReadOnlyDictionary<string, string?> Configuration { get; private set; } = new Dictionary<string, string?>();

    /// <summary>Makes and migrates the database once; skips the running test (or fails it) when the machine has no such server.</summary>
    public async Task StartAsync()
    {
        await _starting.WaitAsync();
        try
        {
            if (_services is not null) return;
            Configuration = await CreateAsync();
            var services = new ServiceCollection().AddLogging()
                .AddSingleton<TimeProvider>(Time)
                .AddSingleton<IInterceptor>(Queries)
                .AddCollabData(new ConfigurationBuilder().AddInMemoryCollection(Configuration).Build(), Path.GetTempPath())
                .BuildServiceProvider();
            await services.GetRequiredService<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
            _services = services;
        }
        catch (PostgresMissingException e)
        {
            Requirement.SkipOrFail("postgres", e.Message);
        }
        finally
        {
            _starting.Release();
        }
    }

    public AppDb Open() => Databases.CreateDbContext();

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
            await DropAsync();
        }
        _starting.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<IReadOnlyDictionary<string, string?>> CreateAsync();

    protected abstract Task DropAsync();
}
