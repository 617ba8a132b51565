namespace CollabLLM.Core;

/// <summary>Price per million tokens, in the currency of its ISO 4217 code.</summary>
public sealed record ModelPrice(decimal InputPerMillion, decimal OutputPerMillion, string Currency);
