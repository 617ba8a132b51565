using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Calls;

/// <summary>What a model answered, now or in an earlier life of this run.</summary>
/// <param name="Text">May be empty: what that means is the caller's to say.</param>
/// <param name="FinishReason">As the host named it, such as <c>stop</c> or <c>length</c>; null when it did not.</param>
/// <param name="Latency">Of the attempt that succeeded, waiting for a slot not counted.</param>
/// <param name="Attempts">1 when the first succeeded.</param>
/// <param name="Replayed">It came from the journal; nothing was sent.</param>
public sealed record CallReply(string Text, TokenUsage Usage, decimal? Cost, string? FinishReason, TimeSpan Latency, int Attempts, bool Replayed)
{
    public CallUsage Took => new(1, Usage.InputTokens ?? 0, Usage.OutputTokens ?? 0, Cost);
}
