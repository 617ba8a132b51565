namespace CollabLLM.Core.Documents;

/// <summary>A fenced block of code.</summary>
/// <param name="Language">What stands behind the opening fence; may be empty.</param>
/// <param name="Text">Without the fences and the last line end.</param>
public sealed record CodeBlock(string Language, string Text);
