namespace CollabLLM.Core.Calls;

/// <summary>What a run may take at most, replayed calls included; null for no limit.</summary>
/// <param name="MaxCost">In the currency of the price list. Needs a price for every model that is asked.</param>
public sealed record CallBudget(long? MaxCalls, decimal? MaxCost)
{
    public static CallBudget Unlimited { get; } = new(null, null);
}
