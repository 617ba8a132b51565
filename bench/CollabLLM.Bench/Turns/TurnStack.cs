using CollabLLM.Data;
using CollabLLM.Data.Sessions;
using CollabLLM.Testing.Databases;
using CollabLLM.Web.Features.Chat;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CollabLLM.Bench.Turns;

/// <summary>Our stack as the server runs it, without its sockets: runner, writer, viewers and a database of its own.</summary>
internal sealed class TurnStack : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;

    private TurnStack(TestDatabase database, ServiceProvider services) => (_database, _services) = (database, services);

    public TurnRunner Turns => _services.GetRequiredService<TurnRunner>();

    public static async Task<TurnStack> StartAsync(string database, IChatClient client)
    {
        TestDatabase on = database == "postgres" ? new PostgresTestDatabase() : new SqliteTestDatabase();
        await on.StartAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(on.Configuration).Build();
        var model = new TurnModel("bench", "bench", false, null, text => text.Length / 4, null, client);
        var services = new ServiceCollection().AddLogging(l => l.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole())
            .AddSingleton(new TurnModels(_ => model, () => model.Name))
            .AddCollabData(configuration, Path.GetTempPath())
            .AddTurns(configuration)
            .BuildServiceProvider();
        foreach (var service in services.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
        return new TurnStack(on, services);
    }

    /// <summary>What the database promises when it says that something is stored.</summary>
    public async Task<string> DurabilityAsync()
    {
        await using var db = await _services.GetRequiredService<IDbContextFactory<AppDb>>().CreateDbContextAsync();
        if (db is SqliteDb)
        {
            var level = await db.Database.SqlQueryRaw<int>("SELECT synchronous AS \"Value\" FROM pragma_synchronous").SingleAsync();
            return $"SQLite, WAL, synchronous={level}";
        }
        var fsync = await db.Database.SqlQueryRaw<string>("SELECT current_setting('fsync') AS \"Value\"").SingleAsync();
        var commit = await db.Database.SqlQueryRaw<string>("SELECT current_setting('synchronous_commit') AS \"Value\"").SingleAsync();
        return $"PostgreSQL, fsync={fsync}, synchronous_commit={commit}";
    }

    /// <summary>Sends a message in a chat of its own and watches the answer to its end.</summary>
    public async Task<ReplyEvent.Ended> ChatAsync(Guid person, Action<ReplyEvent.Delta>? onDelta = null)
    {
        var request = new SendRequest
        {
            PersonId = person,
            SessionId = Guid.CreateVersion7(),
            MessageId = Guid.CreateVersion7(),
            ReplyId = Guid.CreateVersion7(),
            Text = "Speak.",
            ModelName = "bench",
            Producer = "",
        };
        if (await Turns.SendAsync(request, CancellationToken.None) is not StartOutcome.Accepted) throw new InvalidOperationException("Refused.");
        await foreach (var news in Turns.WatchAsync(request.ReplyId, 0, CancellationToken.None))
        {
            if (news is ReplyEvent.Delta delta) onDelta?.Invoke(delta);
            if (news is ReplyEvent.Ended ended) return ended;
        }
        throw new InvalidOperationException("The reply is gone.");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>().Reverse()) await service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        await _database.DisposeAsync();
    }
}
