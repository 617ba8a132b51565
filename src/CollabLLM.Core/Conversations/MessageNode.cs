namespace CollabLLM.Core.Conversations;

/// <summary>A message without its text: its place in the tree and in time.</summary>
/// <param name="Ordinal">Place in the session in order of making, from 1 and without gaps.</param>
public sealed record MessageNode(Guid Id, Guid? ParentId, int Ordinal, MessageRole Role);
