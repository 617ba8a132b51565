namespace CollabLLM.Core.Calls;

/// <summary>Adds up what a run took, by model and role, from the usage that hosts reported. Thread-safe.</summary>
/// <param name="priceList">The version of the price list; null when there is none.</param>
public sealed class CallLedger(string? priceList = null)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string, CallRole), LedgerLine> _lines = [];

    public string? PriceList { get; } = priceList;

    /// <summary>By model, then role.</summary>
    public IReadOnlyList<LedgerLine> Lines
    {
        get
        {
            lock (_gate) return [.. _lines.Values.OrderBy(l => l.Model, StringComparer.Ordinal).ThenBy(l => l.Role)];
        }
    }

    public decimal Cost
    {
        get
        {
            lock (_gate) return _lines.Values.Sum(l => l.Cost);
        }
    }

    /// <summary>What was answered in this life of the run, replayed calls not counted.</summary>
    public long CallsMade
    {
        get
        {
            lock (_gate) return _lines.Values.Sum(l => l.Calls - l.Replayed);
        }
    }

    internal void Answered(ModelCall call, CallReply reply) => Change(call, line => line with
    {
        Calls = line.Calls + 1,
        Replayed = line.Replayed + (reply.Replayed ? 1 : 0),
        InputTokens = line.InputTokens + (reply.Usage.InputTokens ?? 0),
        CachedInputTokens = line.CachedInputTokens + (reply.Usage.CachedInputTokens ?? 0),
        OutputTokens = line.OutputTokens + (reply.Usage.OutputTokens ?? 0),
        Unpriced = line.Unpriced + (reply.Cost is null ? 1 : 0),
        Cost = line.Cost + (reply.Cost ?? 0),
        Latency = line.Latency + reply.Latency,
    });

    internal void AttemptFailed(ModelCall call) => Change(call, line => line with { FailedAttempts = line.FailedAttempts + 1 });

    private void Change(ModelCall call, Func<LedgerLine, LedgerLine> change)
    {
        var key = (call.Model.Name, call.Role);
        lock (_gate)
        {
            var line = _lines.GetValueOrDefault(key)
                ?? new(call.Model.Name, call.Role, 0, 0, 0, 0, 0, 0, 0, 0, call.Model.Price?.Currency, TimeSpan.Zero);
            _lines[key] = change(line);
        }
    }
}
