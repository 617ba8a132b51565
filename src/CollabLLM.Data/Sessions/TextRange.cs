namespace CollabLLM.Data.Sessions;

/// <summary>A part of a text in UTF-16 units.</summary>
public readonly record struct TextRange(int Start, int Length);
