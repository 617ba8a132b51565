namespace CollabLLM.Web.Features.Chat;

/// <param name="ContinuesId">The reply to go on from; null for one from the start.</param>
public sealed record HubReplyRequest(Guid SessionId, Guid UserMessageId, Guid ReplyId, Guid? ContinuesId = null, string? Model = null);
