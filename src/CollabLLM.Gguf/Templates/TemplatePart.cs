namespace CollabLLM.Gguf.Templates;

/// <summary>A stretch of a rendered prompt.</summary>
/// <param name="Text">The characters.</param>
/// <param name="IsTemplate">Whether the template wrote it; otherwise a person or a model did, and names of control tokens in it are only text.</param>
public sealed record TemplatePart(string Text, bool IsTemplate);
