namespace CollabLLM.Web.Features.Chat;

/// <summary>A message with the ids that the browser made for it.</summary>
public sealed record Outgoing(Guid SessionId, Guid MessageId, Guid ReplyId, string Text);
