namespace CollabLLM.Core;

/// <summary>Price per million tokens, in the currency of its ISO 4217 code.</summary>
public sealed record ModelPrice(decimal InputPerMillion, decimal OutputPerMillion, string Currency)
{
    /// <summary>For the part of the input that the host had in its cache; null when it costs as much as the rest.</summary>
    public decimal? CachedInputPerMillion { get; init; }
}
