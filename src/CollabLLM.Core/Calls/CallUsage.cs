namespace CollabLLM.Core.Calls;

/// <summary>What calls took. Adds up.</summary>
/// <param name="Cost">In the currency of the price list; null when a price or a count is missing for one of the calls.</param>
public readonly record struct CallUsage(int Calls, long InputTokens, long OutputTokens, decimal? Cost)
{
    public static CallUsage None => new(0, 0, 0, 0);

    public static CallUsage operator +(CallUsage a, CallUsage b) => a.Add(b);

    public CallUsage Add(CallUsage other) =>
        new(Calls + other.Calls, InputTokens + other.InputTokens, OutputTokens + other.OutputTokens, Cost + other.Cost);
}
