namespace CollabLLM.Core.Conversations;

/// <summary>One message of a conversation: a node of its tree. <c>ParentId</c> is null at a root.</summary>
public sealed record Message(Guid Id, Guid? ParentId, MessageRole Role, string Text);
