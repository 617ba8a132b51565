namespace CollabLLM.Gguf.Scheduling;

/// <summary>The next tokens of a sequence.</summary>
/// <param name="Sequence">A sequence of the same engine, at most once in a batch.</param>
/// <param name="Tokens">At least one token.</param>
/// <param name="WantLogits">Whether the logits after the last of them are needed.</param>
public readonly record struct TokenSlice(ITokenSequence Sequence, ReadOnlyMemory<int> Tokens, bool WantLogits);
