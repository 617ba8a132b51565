using CollabLLM.Testing.Databases;

namespace CollabLLM.Web.Tests.Host;

/// <summary>One application for the tests of a class.</summary>
public abstract class HostTests(SqliteTestDatabase database) : IClassFixture<SqliteTestDatabase>, IAsyncLifetime
{
    internal CollabHost Host { get; private set; } = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected SqliteTestDatabase Database => database;

    public async ValueTask InitializeAsync() => Host = await CollabHost.StartAsync(database, [.. Settings]);

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected virtual IEnumerable<(string Key, string Value)> Settings => [];
}
