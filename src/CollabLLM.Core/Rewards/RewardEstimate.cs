using CollabLLM.Core.Calls;
using CollabLLM.Core.Statistics;

namespace CollabLLM.Core.Rewards;

/// <summary>
/// MR of one reply: the mean of R* over simulated futures (the paper's Eq. 1, estimated by sampling). Futures without a value are left out of it and stay visible.
/// </summary>
/// <param name="Futures">In the order in which they were numbered, failed ones included.</param>
public sealed record RewardEstimate(string Completion, IReadOnlyList<FutureScore> Futures)
{
    /// <summary>The futures that count.</summary>
    public IReadOnlyList<double> Values { get; } = [.. Futures.Where(f => f.Value is not null).Select(f => f.Value!.Value)];

    /// <summary>Null when no future has a value; then <see cref="Failure"/> says why.</summary>
    public double? Mean => Values.Count > 0 ? Values.Sum() / Values.Count : null;

    /// <summary>Of a single future, with n − 1; null below two.</summary>
    public double? StandardDeviation => Values.Count < 2 ? null : Descriptive.StandardDeviation(Values);

    /// <summary>Of the mean; null below two futures.</summary>
    public double? StandardError => StandardDeviation / Math.Sqrt(Values.Count);

    /// <summary>The first cause when there is no mean.</summary>
    public Failure? Failure => Values.Count > 0 ? null : Futures.Select(f => f.Failure).FirstOrDefault(f => f is not null);

    public CallUsage Usage => Futures.Aggregate(CallUsage.None, (sum, future) => sum + future.Usage);
}
