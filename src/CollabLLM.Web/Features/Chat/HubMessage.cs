namespace CollabLLM.Web.Features.Chat;

/// <summary>A message of a hub client; the client makes the ids (GUID version 7), and sending it again changes nothing.</summary>
/// <param name="ParentId">The reply it answers; null begins a conversation.</param>
/// <param name="Model">A name of the catalogue; null for the default.</param>
public sealed record HubMessage(
    Guid SessionId, Guid MessageId, Guid ReplyId, string? Text, Guid? ParentId = null, string? Model = null, bool Temporary = false);
