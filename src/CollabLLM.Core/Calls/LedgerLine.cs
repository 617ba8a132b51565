namespace CollabLLM.Core.Calls;

/// <summary>What one model took in one role.</summary>
/// <param name="Calls">Answered, replayed ones included.</param>
/// <param name="Replayed">Of those, the ones that came from the journal.</param>
/// <param name="FailedAttempts">Tries without an answer. They may have cost something that nobody recorded.</param>
/// <param name="Unpriced">Calls whose cost nobody knows: no price, or no count from the host.</param>
public sealed record LedgerLine(
    string Model, CallRole Role, long Calls, long Replayed, long FailedAttempts, long InputTokens, long CachedInputTokens, long OutputTokens, long Unpriced,
    decimal Cost, string? Currency, TimeSpan Latency);
