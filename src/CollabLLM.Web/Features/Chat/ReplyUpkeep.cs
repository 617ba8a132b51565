using CollabLLM.Data;
using CollabLLM.Data.Sessions;
using Microsoft.Extensions.Options;

namespace CollabLLM.Web.Features.Chat;

/// <summary>
/// Says that this process's replies live, ends those of processes that do not, and removes chats whose time is over. Every node does
/// so; the first one wins.
/// </summary>
public sealed partial class ReplyUpkeep(
    SessionLog log, LiveTurns turns, IOptions<ChatSettings> settings, IOptions<DatabaseOptions> database, TimeProvider time,
    ILogger<ReplyUpkeep> logger) : BackgroundService
{
    private static readonly TimeSpan PurgeInterval = TimeSpan.FromHours(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // A SQLite file has one server: whatever runs in it now ran in a process that is gone. On PostgreSQL others may live.
        await SweepAsync(database.Value.Provider == DatabaseProvider.Sqlite ? TimeSpan.Zero : settings.Value.StaleAfter, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        EveryAsync(settings.Value.HeartbeatInterval, "heartbeat", HeartbeatAsync, stoppingToken),
        EveryAsync(settings.Value.SweepInterval, "sweep", HeartbeatAndSweepAsync, stoppingToken),
        EveryAsync(PurgeInterval, "purge", PurgeAsync, stoppingToken));

    /// <summary>A database that fails now may answer the next time.</summary>
    private async Task EveryAsync(TimeSpan interval, string what, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await work(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                Failed(logger, e, what);
            }
        }
    }

    private async Task HeartbeatAsync(CancellationToken cancellationToken)
    {
        var ids = turns.All.Select(t => t.ReplyId).ToList();
        foreach (var lost in await log.HeartbeatAsync(ids, turns.Producer, cancellationToken))
        {
            turns.Find(lost)?.RequestStop(new StopRequest(StopReason.Lost));
        }
    }

    /// <summary>A process that was held up (a busy machine, a sleeping laptop) must not take its own replies for dead.</summary>
    private async Task HeartbeatAndSweepAsync(CancellationToken cancellationToken)
    {
        await HeartbeatAsync(cancellationToken);
        await SweepAsync(settings.Value.StaleAfter, cancellationToken);
    }

    private async Task SweepAsync(TimeSpan staleAfter, CancellationToken cancellationToken)
    {
        var swept = await log.SweepAsync(staleAfter, [.. turns.All.Select(t => t.ReplyId)], cancellationToken);
        if (swept.Count > 0) Swept(logger, swept.Count);
    }

    private async Task PurgeAsync(CancellationToken cancellationToken)
    {
        var removed = await log.PurgeAsync(settings.Value.DeletedFor, settings.Value.TemporaryFor, cancellationToken);
        if (removed > 0) Purged(logger, removed);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} replies of a server that is gone are interrupted; their text is kept.")]
    private static partial void Swept(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} deleted or temporary chats were removed for good.")]
    private static partial void Purged(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "The {What} failed; it runs again.")]
    private static partial void Failed(ILogger logger, Exception exception, string what);
}
