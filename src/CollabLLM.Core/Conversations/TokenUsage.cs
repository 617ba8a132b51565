namespace CollabLLM.Core.Conversations;

/// <summary>Tokens as the model's host counted them; <c>null</c> where it did not say.</summary>
/// <param name="CachedInputTokens">The part of the input that needed no work because an earlier turn had done it.</param>
public sealed record TokenUsage(int? InputTokens, int? OutputTokens, int? CachedInputTokens);
