namespace CollabLLM.Core.Rewards;

/// <summary>How many futures each candidate gets.</summary>
/// <param name="Least">Each candidate gets these at once, 1 or more. The paper takes 3.</param>
/// <param name="Most">No candidate gets more. As many as <paramref name="Least"/>: nothing is adaptive.</param>
/// <param name="Confidence">Two neighbours in the ranking are settled when a test of their difference would be at this level, 0.5 to 1.</param>
public sealed record FutureAllocation(int Least, int Most, double Confidence = 0.9)
{
    public static FutureAllocation Fixed(int samples) => new(samples, samples);
}
