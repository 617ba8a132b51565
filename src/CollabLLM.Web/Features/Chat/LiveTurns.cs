using System.Collections.Concurrent;

namespace CollabLLM.Web.Features.Chat;

/// <summary>The replies that this process is writing. Thread-safe.</summary>
public sealed class LiveTurns(TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, LiveTurn> _turns = new();

    /// <summary>Names this process in the log, differently after every start.</summary>
    public string Producer { get; } = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.CreateVersion7(time.GetUtcNow()):N}";

    public IReadOnlyList<LiveTurn> All => [.. _turns.Values];

    public LiveTurn? Find(Guid replyId) => _turns.GetValueOrDefault(replyId);

    public void Add(LiveTurn turn)
    {
        if (!_turns.TryAdd(turn.ReplyId, turn)) throw new InvalidOperationException($"Reply {turn.ReplyId} is being written already.");
    }

    public void Remove(LiveTurn turn) => _turns.TryRemove(turn.ReplyId, out _);
}
