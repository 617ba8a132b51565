namespace CollabLLM.Web.Features.Chat;

/// <summary>Why a reply is to end before its model does.</summary>
/// <param name="SeenLength">UTF-16 units of the text that the person had seen; only when they pressed Stop.</param>
public sealed record StopRequest(StopReason Reason, int? SeenLength = null);
