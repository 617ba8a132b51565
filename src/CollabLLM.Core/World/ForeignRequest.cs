namespace CollabLLM.Core.World;

/// <summary>A message that asks for nothing the world knows.</summary>
/// <param name="IsSmallTalk">A greeting or a question about the model itself.</param>
public sealed record ForeignRequest(string Text, bool IsSmallTalk);
