namespace CollabLLM.Core.Calls;

/// <summary>What one model would be asked for in one role, at most.</summary>
/// <param name="Cost">Null without a price.</param>
public sealed record ForecastLine(string Model, CallRole Role, long Calls, long InputTokens, long OutputTokens, decimal? Cost, string? Currency);
