namespace CollabLLM.Gguf.Tokenization;

/// <summary>A stretch of a prompt.</summary>
/// <param name="Text">The characters.</param>
/// <param name="ParseSpecial">Whether names of control tokens in it mean those tokens. Never for what people wrote.</param>
public readonly record struct TextPart(string Text, bool ParseSpecial);
