namespace CollabLLM.Gguf.Scheduling;

/// <summary>A piece of generated text, or the end.</summary>
/// <param name="Text">New text; may be empty at the end.</param>
/// <param name="End">Present on the last chunk only.</param>
public sealed record GenerationChunk(string Text, GenerationEnd? End);
